import { spawn } from 'node:child_process';
import { ROOT } from './root.mjs';

/**
 * Runs a program in the project's folder and keeps quiet unless it fails; then its output is shown.
 *
 * @param {string} title what it does, for the person who waits
 * @param {string[]} command program and arguments
 * @returns {Promise<void>} rejects when the program does not end well
 */
export function runQuietly(title, [program, ...args]) {
  return new Promise((resolve, reject) => {
    const output = [];
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (part) => output.push(part));
    child.stderr.on('data', (part) => output.push(part));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(output));
      reject(new Error(`${title} failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

/** The command that runs a program of a package with this same Node. */
export function nodeProgram(file, ...args) {
  return [process.execPath, `node_modules/${file}`, ...args];
}
