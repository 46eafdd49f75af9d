import path from 'node:path';
import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { readSource } from './source-files.ts';

/** What is typed in a fresh clone, before any package is there. */
const FIRST = ['start', 'dev', 'cluster', 'check', 'test', 'test-faults'].map(
  (name) => `scripts/${name}.mjs`,
);

/** Packages that a script needs before its first line runs, in it or in what it imports. */
function packagesOf(file: string, read: (file: string) => string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const first = read(file).replaceAll(/await import\([^)]*\)/g, ''); // these come later
  return importsOf(file, first).flatMap((name) => {
    if (name.startsWith('node:')) return [];
    if (!name.startsWith('.')) return [`${file}: ${name}`];
    return packagesOf(path.posix.join(path.posix.dirname(file), name), read, seen);
  });
}

test.each(FIRST)('%s starts in a fresh clone: nothing it begins with is a package', (file) => {
  expect(packagesOf(file, readSource)).toEqual([]);
});

test('a package that comes in by another file is found', () => {
  const files: Record<string, string> = {
    'scripts/a.mjs': "import './lib/b.mjs';\nawait import('later');",
    'scripts/lib/b.mjs': "import { x } from 'now';",
  };
  expect(packagesOf('scripts/a.mjs', (file) => files[file] ?? '')).toEqual(['scripts/lib/b.mjs: now']);
});
