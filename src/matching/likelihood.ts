import { LAGS, lagMs } from './lags.ts';
import { LIKELIHOOD_WEIGHTS, type LikelihoodWeights } from './likelihood-weights.ts';

/** What a pair's running statistics say, per lag. */
export interface PairStatistics {
  /** Common audio compared so far, s. */
  readonly seconds: number;
  /** Standard scores of the band correlation. */
  readonly bands: Float64Array;
  /** Mean log relative energies of the waveform correlation. */
  readonly waveform: Float64Array;
}

/** The log-likelihood ratio of a pair, natural logarithm, and the index of the lag at which it is so. */
export interface Likelihood {
  readonly ratio: number;
  readonly lag: number;
}

/** Both statistics must point to the same lag; a lag near zero is likelier than one at the window's edge. */
export function likelihoodOf({ seconds, bands, waveform }: PairStatistics): Likelihood {
  const { constant, bands: perScore, waveform: perEnergy } = weightsAt(seconds);
  let best = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (let lag = 0; lag < LAGS; lag++) {
    const value = perScore * bands[lag]! + perEnergy * waveform[lag]! - lagPenalty(lagMs(lag));
    if (value > best) {
      best = value;
      at = lag;
    }
  }
  return { ratio: constant + best, lag: at };
}

/**
 * Nats that a lag costs: from the clocks' errors (+-20 ms each) and the way through the air (+-29 ms) 40 ms are
 * likely and 69 possible; a call or a broadcast in two rooms is 100 ms apart and more.
 */
export function lagPenalty(ms: number): number {
  const far = Math.abs(ms);
  return Math.max(0, far - 40) / 20 + Math.max(0, far - 64) * 0.75;
}

/** Between two fitted durations the weights are taken in proportion. */
function weightsAt(seconds: number): LikelihoodWeights {
  const right = LIKELIHOOD_WEIGHTS.find(({ seconds: at }) => at >= seconds) ?? LIKELIHOOD_WEIGHTS.at(-1)!;
  const left = LIKELIHOOD_WEIGHTS[Math.max(0, LIKELIHOOD_WEIGHTS.indexOf(right) - 1)]!;
  if (right === left || seconds >= right.seconds) return right;
  const part = Math.max(0, (seconds - left.seconds) / (right.seconds - left.seconds));
  const between = (a: number, b: number) => a + part * (b - a);
  return {
    seconds,
    constant: between(left.constant, right.constant),
    bands: between(left.bands, right.bands),
    waveform: between(left.waveform, right.waveform),
  };
}
