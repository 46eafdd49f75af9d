import { LAGS, lagMs } from './lags.ts';

/** What a pair's running statistics say, per lag. */
export interface PairStatistics {
  /** Common audio compared so far, s. */
  readonly seconds: number;
  /** Standard scores of the band correlation. */
  readonly bands: Float64Array;
  /** Relative energies of the waveform correlation. */
  readonly waveform: Float64Array;
}

/**
 * Weights of the log-likelihood ratio after so many seconds of common audio, fitted by `bench/match/fit.ts`
 * (logistic regression; its prior odds taken out): constant, per standard score, per relative energy.
 */
const WEIGHTS: ReadonlyArray<readonly [seconds: number, constant: number, bands: number, waveform: number]> =
  [
    [0.6, -7, 0.6, 2],
    [3, -12, 0.8, 4],
  ];

/** Both statistics must point to the same lag; a lag near zero is likelier than one at the window's edge. */
export function logLikelihoodRatio({ seconds, bands, waveform }: PairStatistics): number {
  const [constant, perScore, perEnergy] = weightsAt(seconds);
  let best = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag < LAGS; lag++) {
    const value =
      perScore * bands[lag]! + perEnergy * Math.log(Math.max(0.1, waveform[lag]!)) - lagPenalty(lagMs(lag));
    if (value > best) best = value;
  }
  return constant + best;
}

/** Nats that a lag costs, from the clocks' errors (+-20 ms each) and the way through the air (+-30 ms). */
function lagPenalty(ms: number): number {
  return Math.max(0, Math.abs(ms) - 40) / 20;
}

function weightsAt(seconds: number): [number, number, number] {
  let after = WEIGHTS.findIndex(([at]) => at >= seconds);
  if (after === -1) after = WEIGHTS.length - 1;
  const right = WEIGHTS[after]!;
  const left = WEIGHTS[Math.max(0, after - 1)]!;
  const part = right === left ? 0 : Math.min(1, (seconds - left[0]) / (right[0] - left[0]));
  return [1, 2, 3].map((i) => left[i]! + part * (right[i]! - left[i]!)) as [number, number, number];
}
