import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Another process has the folder, which whoever starts servers can mend. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/**
 * Takes a folder for this process: a second one would open the same files unhindered and spoil them.
 *
 * @returns gives it back
 * @throws FolderInUse when a process that lives has it
 */
export function takeFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(path.dirname(folder), `${path.basename(folder)}.lock`);
  if (isHeld(file)) throw new FolderInUse(`${folder} is in use by another process (${file})`);
  rmSync(file, { force: true }); // of a process that died
  const lock = openSync(file, 'wx', 0o600);
  writeSync(lock, String(process.pid));
  closeSync(lock);
  return () => rmSync(file, { force: true });
}

function isHeld(file: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
