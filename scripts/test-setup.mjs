// Installs what the tests need where it is missing: npm packages, a Chromium, PulseAudio, a Postgres, a Redis, a clock.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runQuietly } from './lib/run.mjs';
import { installIfNeeded } from './lib/setup.mjs';

/** Programs, any one of which will do, and the Debian package that brings one. */
const NEEDED = [
  {
    programs: [
      process.env.CHROMIUM,
      'chromium',
      'chromium-browser',
      'google-chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    aptPackage: 'chromium',
  },
  { programs: ['pulseaudio'], aptPackage: 'pulseaudio' },
  { programs: ['pactl'], aptPackage: 'pulseaudio-utils' },
  { programs: ['pacat'], aptPackage: 'pulseaudio-utils' },
  // Debian keeps its programs off the PATH; these show that they are there.
  { programs: ['postgres', 'pg_createcluster'], aptPackage: 'postgresql' },
  { programs: ['redis-server'], aptPackage: 'redis-server' },
  // Sets the wall clock of one program. Tests that need it are skipped where it cannot be had.
  { programs: ['faketime'], aptPackage: 'faketime', isOptional: true },
];

const folders = (process.env.PATH ?? '').split(path.delimiter);

/** True when the program (a name on the PATH, or a path) can be run. */
function canRun(program) {
  if (!program) return false;
  const places = path.isAbsolute(program) ? [program] : folders.map((folder) => path.join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const absent = () => NEEDED.filter(({ programs }) => !programs.some(canRun));
const packagesOf = (needed) => [...new Set(needed.map(({ aptPackage }) => aptPackage))];

/** `sudo` in front where it is needed; null where nothing can be installed without being asked. */
function privilege() {
  if (!canRun('apt-get')) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = canRun('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return sudo ? ['sudo', '-n'] : null;
}

/** Rejects with the command to type when it cannot install something itself. */
export async function setUpTests() {
  await installIfNeeded();
  const before = privilege();
  const isNeeded = ({ isOptional = false }) => !isOptional || before !== null;
  const packages = packagesOf(absent().filter(isNeeded));
  for (const { aptPackage } of absent().filter((each) => !isNeeded(each)))
    console.log(`Without ${aptPackage}, which cannot be installed here, some tests are skipped.`);
  if (packages.length === 0) return console.log('What the tests need is installed.');
  const command =
    process.platform === 'darwin'
      ? 'brew install --cask chromium && brew install pulseaudio'
      : `sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
  if (before === null) {
    throw new Error(`The tests need ${packages.join(', ')}, and cannot install that here. Type: ${command}`);
  }
  console.log(`Installing ${packages.join(', ')} (only now) ...`);
  const apt = [...before, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  await runQuietly('apt-get update', [...apt, 'update']);
  await runQuietly('apt-get install', [...apt, 'install', '--no-install-recommends', ...packages]);
  const still = packagesOf(absent());
  if (still.length > 0) throw new Error(`${still.join(', ')} did not bring what the tests need`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setUpTests();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
