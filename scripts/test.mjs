// `npm test`: installs what is missing, builds, runs every test. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { ROOT } from './lib/root.mjs';
import { nodeProgram } from './lib/run.mjs';
import { setUpTests } from './test-setup.mjs';

try {
  await setUpTests();
  await build();
  const [program, ...args] = nodeProgram('vitest/vitest.mjs', 'run', ...process.argv.slice(2));
  const tests = spawn(program, args, { cwd: ROOT, stdio: 'inherit' });
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
