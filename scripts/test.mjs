// `npm test`: installs what is missing, builds, runs every test. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { filesToRunAgain } from './lib/again.mjs';
import { ROOT } from './lib/root.mjs';
import { nodeProgram } from './lib/run.mjs';
import { setUpTests } from './test-setup.mjs';

/** How long the steps before the runner took, ms. */
const took = {};
async function step(name, work) {
  const began = performance.now();
  await work();
  took[name] = performance.now() - began;
}

/** Runs vitest; gives its exit code. */
function run(args, extra = {}) {
  // The table of steps first, so that the runner's own summary is the last that is said.
  const reporters = ['--reporter=./test/failed-files.ts', '--reporter=./test/step-times.ts'];
  const [program, ...rest] = nodeProgram(
    'vitest/vitest.mjs',
    ...['run', ...reporters, '--reporter=default', ...args],
  );
  const env = { ...process.env, TEST_STEPS: JSON.stringify(took), ...extra };
  const tests = spawn(program, rest, { cwd: ROOT, stdio: 'inherit', env });
  // Ctrl-C reaches vitest as well; this process waits for it to clean up after itself.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      isStopped = true;
      tests.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    tests.once('error', reject);
    tests.once('close', (code) => resolve(code ?? 1));
  });
}
let isStopped = false;

/** Everything; what fails for being tested on a busy machine passes at once when its file is run by itself. */
async function runAll() {
  const folder = await mkdtemp(path.join(tmpdir(), 'zipsocket-tests-'));
  try {
    const failed = path.join(folder, 'failed.json');
    const code = await run([], { FAILED_FILES: failed });
    if (code === 0 || isStopped) return code;
    const list = await readFile(failed, 'utf8').catch(() => '[]'); // it ended before it could say which
    const files = filesToRunAgain(JSON.parse(list), ROOT);
    if (files.length === 0) return code;
    console.log(`\nFailed, and run once more, whole and one at a time:\n  ${files.join('\n  ')}\n`);
    return await run(['--no-file-parallelism', '--retry=0', ...files]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await step('installing', setUpTests);
  await step('building', build);
  const args = process.argv.slice(2);
  process.exitCode = args.length === 0 ? await runAll() : await run(args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
