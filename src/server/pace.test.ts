import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

function paced(perTurn: number) {
  const turns: (() => void)[] = [];
  const done: number[] = [];
  const pace = createPace({ perTurn, nextTurn: (go) => turns.push(go) });
  return {
    done,
    turns,
    give: (from: number, to: number) => {
      for (let i = from; i <= to; i += 1) pace(() => void done.push(i));
    },
    turn: () => turns.shift()?.(),
  };
}

test('W12: little is done at once', () => {
  const { give, done, turn, turns } = paced(3);
  give(1, 3);
  expect(done).toEqual([1, 2, 3]);
  turn();
  expect(turns).toEqual([]); // nothing keeps the event loop turning
  give(4, 5);
  expect(done).toEqual([1, 2, 3, 4, 5]);
});

test('W12: of much so much is done in each turn, in its order', () => {
  const { give, done, turn, turns } = paced(3);
  give(1, 8);
  expect(done).toEqual([1, 2, 3]);
  turn();
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  give(9, 9);
  expect(done).toHaveLength(6);
  turn();
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  turn();
  expect(turns).toEqual([]);
});

test('one that fails leaves those after it', () => {
  const turns: (() => void)[] = [];
  const done: string[] = [];
  const pace = createPace({ perTurn: 1, nextTurn: (go) => turns.push(go) });
  pace(() => void done.push('first'));
  pace(() => {
    throw new Error('fails');
  });
  pace(() => void done.push('last'));
  expect(() => turns.shift()?.()).toThrow('fails');
  turns.shift()?.();
  expect(done).toEqual(['first', 'last']);
});
