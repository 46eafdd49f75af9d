import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROMISE_IDS } from '../../src/shared/promises.ts';
import { readPromiseTable } from '../../src/site/policy/promise-table.ts';
import { commentsOf, titlesOf } from './comments-and-titles.ts';
import { idsIn, type Project, promiseFaults } from './promise-table.ts';
import { isTest, ROOT, readSource, sourceFiles } from './source-files.ts';

const project: Project = {
  ids: PROMISE_IDS,
  read: (path) => (existsSync(join(ROOT, path)) ? readSource(path) : undefined),
};

describe('PROMISES.md', () => {
  test('names every promise once, where it is enforced and what proves it', () => {
    const rows = readPromiseTable(project.read('PROMISES.md') ?? '');
    expect(rows.length).toBeGreaterThan(0);
    expect(promiseFaults(rows, project)).toEqual([]);
  });

  test('test titles name no promise that does not exist', () => {
    const files = ['src', 'test'].flatMap(sourceFiles).filter(isTest);
    const named = files.flatMap((file) => titlesOf(readSource(file)).flatMap(idsIn));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !PROMISE_IDS.some((known) => known === id))).toEqual([]);
  });
});

describe('the check of the table', () => {
  const files: Record<string, string> = {
    'src/a.ts': "// A1: only after a tap.\nexport const hint = '// A2 is named in a string alone';",
    'src/a.test.ts': "test('A1: a tap opens it', () => {});\ntest.skip('A2: later', () => {});",
  };
  const small: Project = { ids: ['A1', 'A2'], read: (path) => files[path] };
  const table = (...rows: string[]) =>
    [
      'Some words.',
      '',
      '| id | promise | enforced in | proven by | state |',
      '| --- | --- | :-: | --- | --- |',
      ...rows,
      '',
      '| other | table |',
      '| --- | --- |',
      '| A1 | x |',
    ].join('\n');
  const faults = (...rows: string[]) => promiseFaults(readPromiseTable(table(...rows)), small);
  const kept = '| A1 | Opens after a tap. | `src/a.ts` | `src/a.test.ts` | kept |';
  const planned = '| **A2** | The waveform moves. | | | planned |';

  test('finds nothing wrong with a right one', () => {
    expect(faults(kept, planned)).toEqual([]);
  });

  test.each([
    ['a promise left out', [kept], 'A2 is in the table 0 times'],
    ['a promise twice', [kept, kept, planned], 'A1 is in the table 2 times'],
    ['a promise nobody made', [kept, planned, planned.replace('A2', 'A3')], 'A3 is no promise'],
    ['another state', [kept, planned.replace('planned', 'half')], 'A2 is neither kept nor planned: half'],
    [
      'a plan with files',
      [kept, kept.replace('A1', 'A2').replace('kept', 'planned')],
      'A2 is planned and names files',
    ],
    ['no enforcement', [kept.replace('`src/a.ts`', ''), planned], 'A1 is kept, and enforced nowhere'],
    ['no proof', [kept.replace('`src/a.test.ts`', ''), planned], 'A1 is kept, and proven by nothing'],
    ['a missing file', [kept.replace('src/a.ts', 'src/b.ts'), planned], 'A1: there is no src/b.ts'],
    ['a missing test', [kept.replace('a.test.ts', 'b.test.ts'), planned], 'A1: there is no src/b.test.ts'],
    ['an id in a string alone', [kept, kept.replace('A1', 'A2')], 'A2: no comment of src/a.ts names it'],
    [
      'an id in a skipped test alone',
      [kept, kept.replace('A1', 'A2')],
      'A2: no test title of src/a.test.ts names it',
    ],
  ])('finds %s', (_, rows, fault) => {
    expect(faults(...rows)).toContain(fault);
  });
});

describe('what a source text says', () => {
  test('comments are found where they stand, also in JSX, and not in strings', () => {
    const text = `/** One. */
      const a = 'x // no'; // two
      const b = (<p title="/* no */">http://no {/* three */}</p>);
      f(a, /* four */ b);
      // five`;
    expect(commentsOf(text)).toEqual(['/** One. */', '// two', '/* three */', '/* four */', '// five']);
  });

  test('titles are those of tests that run', () => {
    const text = `describe('a', () => {
      test.each([1, 2])('b %i', () => {});
      it.skipIf(slow)('c', () => {});
      test(\`d\`, () => {});
      other('no', () => {});
      describe.skip('no', () => { test('no', () => {}); });
    });`;
    expect(titlesOf(text)).toEqual(['a', 'b %i', 'c', 'd']);
  });

  test('an id is a whole word', () => {
    expect(idsIn('A1: and (C11), not A1b, XA1, A123 or a1')).toEqual(['A1', 'C11']);
  });
});
