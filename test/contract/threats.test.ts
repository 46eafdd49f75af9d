import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, readSource } from './source-files.ts';
import { readThreatTable, threatFaults } from './threat-table.ts';

const read = (file: string) => (existsSync(join(ROOT, file)) ? readSource(file) : undefined);

describe('W12: the threat table of SECURITY.md', () => {
  const rows = readThreatTable(read('SECURITY.md') ?? '');

  test('has a row for each threat that was thought of', () => {
    expect(rows.map(({ threat }) => threat)).toEqual([
      'cross-site WebSocket hijacking',
      'session fixation and theft',
      'fishing for rooms',
      'universal-key audio',
      'replay of audio',
      'guessing codes',
      'guessing ids and links',
      'hostile content',
      'request smuggling',
      'slow clients',
      'memory exhaustion',
      'disk exhaustion',
      'mail abuse',
      'header injection',
      'SQL injection',
      'log injection',
      'curious operator',
      'stolen data folder',
      'crash reports and core dumps',
      'CSRF',
      'clickjacking',
      'eavesdropping',
      'supply chain',
      'forged or kept tickets',
      'stolen Redis dump, and listening on Redis',
    ]);
    expect(rows.flatMap(({ tests }) => tests).length).toBeGreaterThan(50);
  });

  test('names files and tests that are there', () => {
    expect(threatFaults(rows, read)).toEqual([]);
  });
});

describe('the check of the table', () => {
  const files: Record<string, string> = {
    'src/a.ts': '',
    'src/a.test.ts': [
      "test('W12: it is tried', () => {});",
      ['test(`W12: $', '{N} times`, () => {});'].join(''),
      "test.skip('not', () => {});",
    ].join('\n'),
  };
  const faults = (...lines: string[]) =>
    threatFaults(
      readThreatTable(
        [
          'Some words.',
          '',
          '| threat | what they try | what stops them | tests | state |',
          '|---|---|---|---|---|',
          ...lines,
          '',
          'More words.',
        ].join('\n'),
      ),
      (file) => files[file],
    );
  const row =
    '| a | b | c: `src/a.ts` | `src/a.test.ts` *W12: it is tried*; `src/a.test.ts` *W12: … times* | stopped |';

  test('finds nothing wrong with a right one', () => {
    expect(faults(row, '| later | x | y | | later |')).toEqual([]);
  });

  test.each([
    [
      'a title nobody wrote',
      row.replace('is tried', 'was tried'),
      'a: src/a.test.ts has no test "W12: it was tried"',
    ],
    ['a test that is left out', row.replace('W12: it is tried', 'not'), 'a: src/a.test.ts has no test "not"'],
    ['a test file that is gone', row.replace('a.test.ts', 'b.test.ts'), 'a: there is no src/b.test.ts'],
    ['a file that is gone', row.replace('src/a.ts', 'src/b.ts'), 'a: there is no src/b.ts'],
    ['no file', row.replace('`src/a.ts`', 'hope'), 'a: nothing stops it'],
    ['no test', '| a | b | c: `src/a.ts` | | stopped |', 'a: no test tries it'],
    ['another state', row.replace('stopped', 'maybe'), 'a: maybe is no state'],
  ])('finds %s', (_, line, fault) => {
    expect(faults(line)).toContain(fault);
  });
});
