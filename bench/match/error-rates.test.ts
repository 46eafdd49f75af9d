import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { countedThreshold, countMisses, tailThreshold, wilsonInterval } from './error-rates.ts';

/** Draws from a distribution by its quantile function of the probability of exceeding. */
const draw = (count: number, seed: number, exceededBy: (p: number) => number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => exceededBy(1 - random()));
};
const exponential = (p: number) => 2 - 3 * Math.log(p);
const gumbel = (p: number) => 5 - 2 * Math.log(-Math.log1p(-p));
const pareto = (p: number) => p ** -0.2;
const uniform = (p: number) => 1 - p;
/** Thresholds of many samples of one distribution. */
const thresholds = (exceededBy: (p: number) => number, rate: number, shape?: number) =>
  Array.from({ length: 12 }, (_, seed) => tailThreshold(draw(40_000, seed + 1, exceededBy), rate, shape))
    .map((tail) => tail!.threshold)
    .sort((x, y) => x - y);
const median = (sorted: number[]) => sorted[sorted.length / 2]!;

describe('a counted threshold', () => {
  test('lets the given share of the scores through and no more', () => {
    const scores = draw(12_000, 7, uniform);
    expect(scores.length - countMisses(scores, countedThreshold(scores, 1e-3))).toBe(12);
    expect(scores.length - countMisses(scores, countedThreshold(scores, 1e-4))).toBe(1);
    expect(countedThreshold(scores, 1e-6)).toBe(Math.max(...scores));
  });
  test('what cannot be told counts as a pair and is never accepted', () => {
    const scores = [9, null, 8, null, 7, null, 6, null, 5, null];
    expect(countedThreshold(scores, 0.2)).toBe(7);
    expect(countedThreshold(scores, 0.9)).toBe(Number.NEGATIVE_INFINITY);
    expect(countMisses(scores, Number.NEGATIVE_INFINITY)).toBe(5);
  });
});

describe('a threshold from the tail', () => {
  test.each([
    ['exponential', exponential, 0.4],
    ['Gumbel', gumbel, 0.4],
    ['heavy', pareto, 0.5],
    ['bounded', uniform, 0.1],
  ])('finds the quantile of 1e-6 in 40,000 scores: %s', (_, exceededBy, spread) => {
    const truth = exceededBy(1e-6);
    const found = thresholds(exceededBy, 1e-6);
    const unit = truth - exceededBy(0.01);
    expect(Math.abs(median(found) - truth)).toBeLessThan(0.15 * unit);
    // Each single one scatters; three quarters of them by no more than this.
    const near = found.filter((threshold) => Math.abs(threshold - truth) < spread * unit);
    expect(near.length).toBeGreaterThanOrEqual(9);
  });
  test.each([
    ['exponential', exponential],
    ['Gumbel', gumbel],
  ])('a known shape leaves less to chance: %s', (_, exceededBy) => {
    const truth = exceededBy(1e-6);
    const unit = truth - exceededBy(0.01);
    const found = thresholds(exceededBy, 1e-6, 0);
    expect(Math.abs(median(found) - truth)).toBeLessThan(0.05 * unit);
    for (const threshold of found) expect(Math.abs(threshold - truth)).toBeLessThan(0.2 * unit);
  });
  test('says how many scores it stands on, and agrees with the count where there is something to count', () => {
    const scores = draw(40_000, 3, gumbel);
    const { exceedances, begin, threshold } = tailThreshold(scores, 1e-3)!;
    expect(exceedances).toBe(400);
    expect(scores.filter((score) => score > begin)).toHaveLength(400);
    expect(threshold).toBeCloseTo(countedThreshold(scores, 1e-3), 0);
    expect(tailThreshold(scores, 0.05)!.threshold).toBe(countedThreshold(scores, 0.05));
  });
  test('scores that cannot be told thin the tail out', () => {
    const known = draw(40_000, 5, exponential);
    const among = [...known, ...known.map(() => null)];
    const fall = tailThreshold(known, 1e-6, 0)!.threshold - tailThreshold(among, 1e-6, 0)!.threshold;
    expect(Math.abs(fall - 3 * Math.LN2)).toBeLessThan(1);
  });
  test('is never below a score that was seen, and says that the fit was', () => {
    const usual = draw(10_000, 9, exponential);
    expect(tailThreshold([...usual, 100], 1e-6, 0)).toMatchObject({ threshold: 100, beyond: 1 });
    expect(tailThreshold(usual, 1e-6, 0)).toMatchObject({ beyond: 0 });
    expect(tailThreshold(usual, 1e-6, 0)!.threshold).toBeGreaterThan(Math.max(...usual));
  });
  test('equal scores have no tail, and too few none to speak of', () => {
    const same = Array.from({ length: 1_000 }, () => 4);
    expect(tailThreshold(same, 1e-6)).toMatchObject({ threshold: 4, shape: 0, scale: 0 });
    expect(tailThreshold([1, 2, null], 1e-6)).toBeNull();
  });
});

test.each([
  // Wilson 1927 by hand, and Newcombe 1998, table I.
  [0, 10, 0, 0.2775],
  [10, 10, 0.7225, 1],
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lies between %f and %f', (count, total, low, high) => {
  const found = wilsonInterval(count, total);
  expect(found[0]).toBeCloseTo(low, 4);
  expect(found[1]).toBeCloseTo(high, 4);
});

test('of nothing nothing is known', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
});
