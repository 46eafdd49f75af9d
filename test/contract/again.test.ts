import { describe, expect, test } from 'vitest';
import { filesToRunAgain } from '../../scripts/lib/again.mjs';

const ROOT = '/project';
const result = (file: string, status = 'failed', tests = status) => ({
  name: `${ROOT}/${file}`,
  status,
  assertionResults: [{ status: 'passed' }, { status: tests }],
});
const again = (...testResults: ReturnType<typeof result>[]) => filesToRunAgain({ testResults }, ROOT);

describe('what `npm test` runs once more', () => {
  test('files of real browsers and servers in which something failed', () => {
    const files = ['test/browser/content.test.ts', 'test/server/churn.test.ts'];
    expect(again(...files.map((file) => result(file)), result('test/server/bus.test.ts', 'passed'))).toEqual(
      files,
    );
    expect(again(result('test/browser/content.test.ts', 'passed', 'failed'))).toEqual([files[0]]);
  });

  test('nothing once a unit test fails, or many fail, or nothing did', () => {
    expect(again(result('test/browser/content.test.ts'), result('src/shared/promises.test.ts'))).toEqual([]);
    expect(again(...[1, 2, 3, 4, 5, 6].map((n) => result(`test/browser/${n}.test.ts`)))).toEqual([]);
    expect(again(result('test/browser/content.test.ts', 'passed'))).toEqual([]);
    expect(filesToRunAgain(null, ROOT)).toEqual([]);
  });
});
