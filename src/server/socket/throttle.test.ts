import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

const LIMITS = { burst: 10, perSecond: 5, patience: 20 };

test('a burst is taken, then as much as comes in the long run', () => {
  let now = 0;
  const verdict = createThrottle(LIMITS, () => now);
  expect(Array.from({ length: 11 }, verdict)).toEqual([...Array(10).fill('take'), 'refuse']);
  now += 1_000;
  expect(Array.from({ length: 6 }, verdict)).toEqual([...Array(5).fill('take'), 'refuse']);
});

test('who never stops is cut off', () => {
  const verdict = createThrottle(LIMITS, () => 0);
  const verdicts = Array.from({ length: 1_000 }, verdict);
  expect(verdicts.indexOf('cut')).toBe(10 + 20);
});
