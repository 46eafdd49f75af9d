import { describe, expect, test } from 'vitest';
import { filesToRunAgain } from '../../scripts/lib/again.mjs';

const again = (...files: string[]) =>
  filesToRunAgain(
    files.map((file) => `/project/${file}`),
    '/project',
  );

describe('what `npm test` runs once more', () => {
  test('files of real browsers and servers in which something failed', () => {
    const files = ['test/browser/content.test.ts', 'test/server/churn.test.ts'];
    expect(again(...files)).toEqual(files);
  });

  test('nothing once a unit test fails, or many fail, or nothing did', () => {
    expect(again('test/browser/content.test.ts', 'src/shared/promises.test.ts')).toEqual([]);
    expect(again('test/rooms/matching.test.ts'), 'seeded, and without a clock').toEqual([]);
    expect(again(...[1, 2, 3, 4, 5, 6].map((n) => `test/browser/${n}.test.ts`))).toEqual([]);
    expect(again()).toEqual([]);
  });
});
