import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScatter } from './scatter.ts';

/** The same by sorting. */
function reference(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const left = sorted.slice(
    Math.floor(0.01 * sorted.length),
    Math.max(1, Math.ceil(0.92 * sorted.length - 1e-9)),
  );
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  return Math.sqrt(left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length);
}

test('the scatter is the standard deviation of the frames that count', () => {
  const levels = fc.array(fc.double({ min: -20, max: 5, noNaN: true }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(levels, (values) => {
      const scatter = createScatter(1_000);
      for (const value of values) scatter.add(value);
      expect(scatter.count).toBe(values.length);
      expect(scatter.deviation).toBeCloseTo(reference(values), 1);
    }),
    { seed: 3 },
  );
});

test('a few clicks do not count; a sound does', () => {
  const scatter = createScatter(1_000);
  for (let i = 0; i < 200; i++) scatter.add(i % 20 === 0 ? 3 : -12);
  expect(scatter.deviation).toBe(0);
  for (let i = 0; i < 60; i++) scatter.add(-8);
  expect(scatter.deviation).toBeGreaterThan(1);
});

test('one of limited length forgets what is older, and all of it when erased', () => {
  const scatter = createScatter(100);
  for (let i = 0; i < 100; i++) scatter.add(i % 2 === 0 ? -10 : -5);
  expect(scatter.deviation).toBeGreaterThan(2);
  for (let i = 0; i < 100; i++) scatter.add(-7);
  expect([scatter.count, scatter.deviation]).toEqual([100, 0]);
  scatter.erase();
  expect([scatter.count, scatter.deviation]).toEqual([0, 0]);
});

test('absurd levels do no harm', () => {
  const scatter = createScatter(10);
  for (const value of [Number.NEGATIVE_INFINITY, -1e9, 1e9, Number.POSITIVE_INFINITY]) scatter.add(value);
  expect(Number.isFinite(scatter.deviation)).toBe(true);
});
