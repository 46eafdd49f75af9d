// `npm run check`: format, lint, types, unused code, unit and contract tests, in under a minute.
import { nodeProgram, runQuietly } from './lib/run.mjs';
import { installIfNeeded } from './lib/setup.mjs';

/** Two lanes: the tests take all cores that the first leaves them, and are the last to end. */
const LANES = [
  [
    ['types and zones', nodeProgram('typescript-native/bin/tsc', '-b')],
    ['format and lint', nodeProgram('@biomejs/biome/bin/biome', 'ci', '--colors=off')],
    ['unused code', nodeProgram('knip/bin/knip.js', '--no-progress')],
  ],
  [
    [
      'unit and contract tests',
      nodeProgram('vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'unit-mocking'),
    ],
  ],
];

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const began = Date.now();
let failed = 0;

async function run([title, command]) {
  const start = Date.now();
  try {
    await runQuietly(title, command);
    console.log(`ok      ${title} (${seconds(start)})`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title} (${seconds(start)}): ${error.message}`);
  }
}

async function runLane(steps) {
  for (const step of steps) await run(step);
}

try {
  await installIfNeeded();
  await Promise.all(LANES.map(runLane));
  console.log(failed === 0 ? `All is well (${seconds(began)}).` : `${failed} failed (${seconds(began)}).`);
} catch (error) {
  failed += 1;
  console.error(error.message);
}
process.exitCode = failed === 0 ? 0 : 1;
