import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface AlteredBuild {
  /** For `startServer`. */
  readonly root: string;
  remove(): void;
}

/**
 * A copy of the built server in which a line is another one: a test of erasure that passes with it finds nothing.
 *
 * @throws Error when the line is not there
 */
export function alterBuild(file: string, line: string | RegExp, replacement: string): AlteredBuild {
  const root = mkdtempSync(join(tmpdir(), 'zipsocket-altered-'));
  cpSync(join(ROOT, 'dist'), join(root, 'dist'), {
    recursive: true,
    filter: (path) => !path.includes('.tsbuild'),
  });
  for (const folder of ['node_modules', 'migrations', 'policy', 'PROMISES.md'])
    symlinkSync(join(ROOT, folder), join(root, folder));
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  const path = join(root, 'dist', file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(line, replacement);
  if (after === before) throw new Error(`${file} has no ${line}`);
  writeFileSync(path, after);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
