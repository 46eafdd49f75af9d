import { expect, test } from 'vitest';
import { askAbove, DEFAULT_CONFIG, sureAbove } from './config.ts';
import { type Fits, weakMatch } from './weak-match.ts';

const WEAK = 6;

/** Recordings named by letters; `ab: 7` is the ratio of a and b. */
function fits(ratios: Record<string, number>, notWaiting = '', throughWall = ''): Fits<string> {
  const ratio = (one: string, other: string) => ratios[one + other] ?? ratios[other + one] ?? null;
  const names = [...new Set(Object.keys(ratios).join(''))];
  const isWall = (one: string, other: string) => [one + other, other + one].includes(throughWall);
  return {
    ratio,
    others: (one) => names.filter((other) => other !== one && ratio(one, other) !== null),
    isWeak: (one, other) => (ratio(one, other) ?? 0) >= WEAK && !isWall(one, other),
    isWaiting: (one) => !notWaiting.includes(one),
  };
}
const asked = (ending: string, known: Fits<string>) => {
  const match = weakMatch(ending, known, DEFAULT_CONFIG);
  if (match.type === 'none') return 'nobody';
  return match.type === 'torn' ? `torn ${[...match.torn].sort()}` : [...match.members].sort().join('');
};

test('A8: two that fit weakly are asked, two that do not are not', () => {
  expect(asked('a', fits({ ab: WEAK }))).toBe('ab');
  expect(asked('a', fits({ ab: WEAK - 0.1 }))).toBe('nobody');
  expect(asked('a', fits({ ab: -9, ac: 7, bc: -9 }))).toBe('ac');
});

test('A8: nobody is asked about what came through a wall, nor about whoever has a room or an answer', () => {
  expect(asked('a', fits({ ab: 9 }, '', 'ab'))).toBe('nobody');
  expect(asked('a', fits({ ab: 9 }, 'b'))).toBe('nobody');
});

test('A8: three that fit weakly one after the other are asked together', () => {
  expect(asked('a', fits({ ab: 7, bc: 8, ac: 1 }))).toBe('abc');
  expect(asked('a', fits({ ab: 7, bc: 8 })), 'a and c were never compared').toBe('abc');
  expect(asked('b', fits({ ab: 7, bc: 8, cd: 7, ac: 1, ad: 1, bd: 1 }))).toBe('abcd');
});

test('A8: who fits two rooms nearly alike is asked about neither, and neither are the others', () => {
  expect(asked('b', fits({ ab: 7, bc: 8, ac: -5 }))).toBe('torn b');
  expect(asked('a', fits({ ab: 7, bc: 8, ac: -5 }))).toBe('torn b');
  expect(asked('a', fits({ ab: 7, ac: 5, bc: -5 }))).toBe('torn a');
});

test('a rival counts though it has a room, or came through a wall', () => {
  expect(asked('a', fits({ ab: 7, ac: 6, bc: -5 }, 'c'))).toBe('torn a');
  expect(asked('a', fits({ ab: 7, ac: 9, bc: -5 }, '', 'ac'))).toBe('torn a');
});

test('a rival that is much weaker, or heard the same room, is none', () => {
  expect(asked('a', fits({ ab: 11, ac: 5, bc: -5 }))).toBe('ab');
  expect(asked('a', fits({ ab: 7, ac: 5, bc: 3 }))).toBe('ab');
  expect(asked('a', fits({ ab: 7, ac: 9, bc: 3 }, 'c'))).toBe('ab');
});

test('asking takes less than joining, and more among many', () => {
  for (const candidates of [0, 1, 50, 10_000]) {
    expect(askAbove(DEFAULT_CONFIG, candidates)).toBeLessThan(sureAbove(DEFAULT_CONFIG, candidates));
    expect(askAbove(DEFAULT_CONFIG, 2 * candidates + 2)).toBeGreaterThan(
      askAbove(DEFAULT_CONFIG, candidates),
    );
  }
  expect(Math.exp(-askAbove(DEFAULT_CONFIG, 1)) * DEFAULT_CONFIG.looks).toBeCloseTo(DEFAULT_CONFIG.falseAsk);
});
