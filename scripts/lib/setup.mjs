import { statSync } from 'node:fs';
import path from 'node:path';
import { newestChange } from './newest.mjs';
import { ROOT } from './root.mjs';
import { runQuietly } from './run.mjs';

/** What a build is made from, and the file that tells when the last one began. */
const SOURCES = [
  ...['src', 'policy', 'tsconfig.base.json', 'vite.config.ts', 'package-lock.json', 'scripts/build.mjs'],
];
export const BUILD_STAMP = 'dist/.built';

/** Installs the packages when they are missing or older than the lock file. */
export async function installIfNeeded() {
  if (changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')) return;
  console.log('Installing packages (only now, about half a minute) ...');
  const npm = process.env.npm_execpath;
  const program = npm?.endsWith('npm-cli.js') ? [process.execPath, npm] : ['npm'];
  // Not `npm ci`: it refuses a lock file that lacks the binaries of other systems, which nobody needs here.
  const options = ['--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  await runQuietly('npm install', [...program, 'install', ...options]);
}

/** Builds when there is no build, or the sources are newer. */
export async function buildIfNeeded() {
  if (changedAt(BUILD_STAMP) >= newestChange(SOURCES)) return;
  const { build } = await import('../build.mjs');
  await build();
}

function changedAt(file) {
  return statSync(path.join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
