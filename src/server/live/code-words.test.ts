import { describe, expect, test } from 'vitest';
import { isTest, readSource, sourceFiles } from '../../../test/contract/source-files.ts';
import { CODE_LENGTH } from '../../meetings/spoken-codes.ts';
import { LIMITS } from '../../shared/limits.ts';
import { CODE_WORDS } from './code-words.ts';

const MEETINGS = 5_000;

describe('B6: the words of spoken codes', () => {
  test('are 2,048, all different within their first four letters, of plain letters', () => {
    expect(CODE_WORDS).toHaveLength(2_048);
    expect(new Set(CODE_WORDS.map((word) => word.slice(0, 4))).size).toBe(2_048);
    expect(CODE_WORDS.filter((word) => !/^[a-z]{3,8}$/.test(word))).toEqual([]);
  });

  test('are so many that an address guesses a code with a chance of at most 1 in 10^6 an hour', () => {
    // At most two codes of a meeting are open; an address has its own count and the one shared when memory is full.
    const tries = 2 * LIMITS.codeTries;
    const chance = (tries * 2 * MEETINGS) / CODE_WORDS.length ** CODE_LENGTH;
    expect(chance).toBeLessThanOrEqual(1e-6);
    // The control: three words would be too few.
    expect((tries * 2 * MEETINGS) / CODE_WORDS.length ** (CODE_LENGTH - 1)).toBeGreaterThan(1e-6);
  });

  test('stay on the server: no part of the page loads them', () => {
    const files = sourceFiles('src').filter((file) => !isTest(file));
    const users = files.filter((file) => readSource(file).includes("from '@scure/bip39"));
    expect(users).toEqual(['src/server/live/code-words.ts']);
  });
});
