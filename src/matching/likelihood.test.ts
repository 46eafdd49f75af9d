import { expect, test } from 'vitest';
import { FEATURES } from '../audio/feature-format.ts';
import { LAGS } from './lags.ts';
import { lagPenalty, likelihoodOf } from './likelihood.ts';
import { LIKELIHOOD_VERSION, LIKELIHOOD_WEIGHTS } from './likelihood-weights.ts';
import { WALL_WEIGHTS } from './wall-weights.ts';

test('the weights are for the features as they are', () => {
  expect(LIKELIHOOD_VERSION).toBe(FEATURES.version);
  expect(WALL_WEIGHTS.version).toBe(FEATURES.version);
});

test('both statistics have to point to one lag', () => {
  const at = (lag: number, value: number) => new Float64Array(LAGS).map((_, i) => (i === lag ? value : 0));
  const together = likelihoodOf({ seconds: 2, bands: at(10, 8), waveform: at(10, 2) });
  const apart = likelihoodOf({ seconds: 2, bands: at(8, 8), waveform: at(12, 2) });
  expect(together.lag).toBe(10);
  expect(together.ratio).toBeGreaterThan(apart.ratio + 10);
});

test('between two fitted durations the ratio lies between theirs', () => {
  const flat = (seconds: number) => {
    const bands = new Float64Array(LAGS).fill(6);
    return likelihoodOf({ seconds, bands, waveform: new Float64Array(LAGS).fill(1.5) }).ratio;
  };
  for (const [i, { seconds }] of LIKELIHOOD_WEIGHTS.slice(1).entries()) {
    const [left, right] = [flat(LIKELIHOOD_WEIGHTS[i]!.seconds), flat(seconds)];
    const middle = flat((LIKELIHOOD_WEIGHTS[i]!.seconds + seconds) / 2);
    expect(middle).toBeCloseTo((left + right) / 2, 6);
  }
});

test('a lag of 40 ms costs nothing, the edge of the window much', () => {
  expect([0, 40, -40].map(lagPenalty)).toEqual([0, 0, 0]);
  expect(lagPenalty(60)).toBe(1);
  expect(lagPenalty(-80)).toBe(14);
});
