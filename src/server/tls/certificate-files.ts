import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { KeyPair } from './issue.ts';

export type KeyPairName = 'ca' | 'server';

/** Reads `NAME.crt` and `NAME.key`; null when one of them is missing or cannot be read. */
export async function readKeyPair(folder: string, name: KeyPairName): Promise<KeyPair | null> {
  const keyFile = path.join(folder, `${name}.key`);
  try {
    await chmod(keyFile, 0o600);
    const cert = await readFile(path.join(folder, `${name}.crt`), 'utf8');
    return { cert, key: await readFile(keyFile, 'utf8') };
  } catch {
    return null;
  }
}

/** Writes `NAME.key` (mode 0600) and `NAME.crt` (0644), each whole or not at all. */
export async function writeKeyPair(folder: string, name: KeyPairName, pair: KeyPair): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await writeWhole(path.join(folder, `${name}.key`), pair.key, 0o600);
  await writeWhole(path.join(folder, `${name}.crt`), pair.cert, 0o644);
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
