import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartupError, systemCode, systemReason } from './startup-error.ts';

const BYTES = 32;

/**
 * The secret of a server that is the only one: random, made on the first start, the same after every other. Nothing of
 * a meeting can be told from it; with it the server knows the tickets it gave before it was started anew.
 *
 * @param folder the data folder, absolute
 * @throws StartupError with one line when it can neither be read nor made
 */
export async function readLastingSecret(folder: string): Promise<Uint8Array> {
  const file = path.join(folder, 'ticket.key');
  try {
    const kept = await readFile(file).catch((error) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (kept?.length === BYTES) return kept;
    const made = randomBytes(BYTES);
    await writeFile(`${file}.new`, made, { mode: 0o600 });
    await rename(`${file}.new`, file); // whole, or not at all
    return made;
  } catch (error) {
    throw new StartupError(`DATA_DIR: cannot use ${file} (${systemReason(error)})`);
  }
}
