// `npm run dev`: compiles, builds and starts again whenever a source changes.
import { spawn } from 'node:child_process';
import { ROOT } from './lib/root.mjs';
import { nodeProgram } from './lib/run.mjs';
import { buildIfNeeded, installIfNeeded } from './lib/setup.mjs';

const commands = [
  nodeProgram('typescript-native/bin/tsc', '-b', '-w', '--preserveWatchOutput', 'src/server'),
  nodeProgram('vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'),
  [process.execPath, '--watch', '--watch-preserve-output', '--enable-source-maps', 'dist/server/main.js'],
];

try {
  await installIfNeeded();
  await buildIfNeeded();
  const children = commands.map(([program, ...args]) =>
    spawn(program, args, { cwd: ROOT, stdio: 'inherit' }),
  );
  const end = (code) => {
    process.exitCode ??= code;
    for (const child of children) child.kill();
  };
  for (const child of children) child.once('exit', (code) => end(code ?? 0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(0));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
