import { describe, expect, test } from 'vitest';
import { againWhenCrossed } from './again.ts';

/** Fails with each of these, one after the other, and then does what it was asked. */
function failing(...errors: unknown[]) {
  const left = [...errors];
  const calls = { count: 0 };
  const call = async () => {
    calls.count += 1;
    if (left.length > 0) throw left.shift();
    return 'done';
  };
  return { call, calls };
}
const failure = (code: string) =>
  new Error('of the query', { cause: Object.assign(new Error(code), { code }) });

describe('W5: a call that crossed with others', () => {
  test.each(['40P01', '40001'])('is made again after %s', async (code) => {
    const { call, calls } = failing(failure(code), failure(code), failure(code));
    expect([await againWhenCrossed(call), calls.count]).toEqual(['done', 4]);
  });

  test('fails in the end', async () => {
    const { call, calls } = failing(...Array.from({ length: 9 }, () => failure('40P01')));
    await expect(againWhenCrossed(call)).rejects.toThrow('of the query');
    expect(calls.count).toBe(4);
  });

  test.each([failure('23505'), new Error('other'), null])(
    'is not made again after another error',
    async (error) => {
      const { call, calls } = failing(error);
      await expect(againWhenCrossed(call)).rejects.toBe(error);
      expect(calls.count).toBe(1);
    },
  );
});
