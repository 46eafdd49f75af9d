import { expect, test } from 'vitest';
import { someAtATime } from './some-at-a-time.ts';

test('all have their turn, no more than so many at a time, whatever fails', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  const all = someAtATime([1, 2, 3, 4, 5], 2, async (one) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    if (one < 3) throw new Error(`no ${one}`);
    done.push(one);
  });
  await expect(all).rejects.toThrow('no 1');
  expect([done, most]).toEqual([[3, 4, 5], 2]);
});
