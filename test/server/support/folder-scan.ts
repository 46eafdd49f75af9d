import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files anywhere under a folder that hold some text; as bytes, so that no format hides it but a compressed one. */
export function filesWith(folder: string, text: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(file, text))
    .map((file) => relative(folder, file))
    .sort();
}

function holds(file: string, text: string): boolean {
  try {
    return readFileSync(file).includes(text);
  } catch (error) {
    // A database takes files away at any time.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
