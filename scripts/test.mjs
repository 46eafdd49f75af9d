// `npm test`: installs what is missing, builds, runs every test. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
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

try {
  await step('installing', setUpTests);
  await step('building', build);
  // The table of steps first, so that the runner's own summary is the last that is said.
  const reporters = ['--reporter=./test/step-times.ts', '--reporter=default'];
  const vitest = nodeProgram('vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2));
  const [program, ...args] = vitest;
  const env = { ...process.env, TEST_STEPS: JSON.stringify(took) };
  const tests = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env });
  // Ctrl-C reaches vitest as well; this process waits for it to clean up after itself.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
  tests.once('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  tests.once('close', (code) => {
    process.exitCode = code ?? 1;
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
