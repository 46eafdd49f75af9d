// Runs a TypeScript program of the project: node scripts/run-ts.mjs FILE [ARGUMENTS]
import { spawn } from 'node:child_process';
import { ROOT } from './lib/root.mjs';
import { installIfNeeded } from './lib/setup.mjs';

const [file, ...args] = process.argv.slice(2);
try {
  if (file === undefined) throw new Error('usage: node scripts/run-ts.mjs FILE [ARGUMENTS]');
  await installIfNeeded();
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, stdio: 'inherit' });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
