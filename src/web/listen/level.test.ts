import { expect, test } from 'vitest';
import { barHeight, peak, rms } from './level.ts';

test('A2: level and peak of known samples', () => {
  const square = Int16Array.from([16_384, -16_384, 16_384, -16_384]);
  expect(rms(square)).toBeCloseTo(0.5);
  expect(peak(square)).toBeCloseTo(0.5);
  expect([rms(new Int16Array(0)), peak(new Int16Array(640))]).toEqual([0, 0]);
});

test('A2: silence has no height, louder is higher, full scale fills the bar', () => {
  expect(barHeight(0)).toBe(0);
  expect(barHeight(1 / 32_768)).toBeGreaterThan(0);
  expect(barHeight(0.01)).toBeLessThan(barHeight(0.1));
  expect(barHeight(1)).toBe(1);
});
