import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limitTable } from '../../src/shared/limit-table.ts';
import { ROOT, readSource, sourceFiles } from './source-files.ts';

/** What looks like a limit with a number of its own. */
const OWN_NUMBER = /(?:bodyLimit|burst|patience|perSecond|headersTimeout|handshakeTimeout): \d/;

test('W12: docs/limits.md has every limit with its number, as it is in the code', () => {
  const page = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');
  expect(page).toContain(`\n${limitTable()}\n`);
  expect(limitTable().split('\n').length).toBeGreaterThan(30);
});

test('W12: no route and no socket has a number of its own', () => {
  expect('  bodyLimit: 4_096,').toMatch(OWN_NUMBER);
  const files = sourceFiles('src/server').filter((file) => !file.includes('.test.'));
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => OWN_NUMBER.test(readSource(file)))).toEqual([]);
});
