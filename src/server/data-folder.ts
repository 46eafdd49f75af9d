import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError, systemReason } from './startup-error.ts';

/**
 * Makes the data folder and makes sure that files can be written in it.
 *
 * @param folder absolute path
 * @throws StartupError with one line when it cannot be used
 */
export async function prepareDataFolder(folder: string): Promise<void> {
  const probe = path.join(folder, `.probe-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new StartupError(`DATA_DIR: cannot write to ${folder} (${systemReason(error)})`);
  }
}
