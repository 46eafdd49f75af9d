import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A version of a policy of a test's own. */
interface Version {
  readonly date: string;
  readonly text: string;
  readonly substantial: boolean;
  readonly notice?: { text: string; until: string };
}

/** Writes a folder for `POLICY_DIR`. */
export function writePolicy(folder: string, versions: readonly Version[]): void {
  mkdirSync(folder, { recursive: true });
  const listed = versions.map(({ text, ...version }) => {
    writeFileSync(path.join(folder, `${version.date}.md`), text);
    return { ...version, sha256: createHash('sha256').update(text).digest('hex'), changes: 'Something.' };
  });
  writeFileSync(path.join(folder, 'versions.json'), JSON.stringify({ versions: listed }));
}
