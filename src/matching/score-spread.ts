/** How the scores of one recording against others are spread, per square root of the bits compared. */
export interface ScoreSpread {
  /** By how much the median agrees in more than half of the bits. */
  readonly offset: number;
  readonly deviation: number;
}

/** No crowd is closer together than this: the best of several lags of independent bits. */
const LEAST_DEVIATION = 0.3;

/** @param differ bits of disagreement of `bits` */
export const agreement = (differ: number, bits: number): number => (bits / 2 - differ) / Math.sqrt(bits);

/** How much better an agreement is than the crowd's, in its standard deviations. */
export const standardScore = (agreement: number, { offset, deviation }: ScoreSpread): number =>
  (agreement - offset) / deviation;

/**
 * The spread of agreements by chance, told from the worse half of them: in the better half may be some that heard the
 * same room.
 */
export function spreadOf(agreements: Float64Array): ScoreSpread {
  const sorted = agreements.slice().sort();
  const middle = sorted[sorted.length >> 1]!;
  const worse = (sorted.length >> 1) + 1;
  let squares = 0;
  for (let i = 0; i < worse; i++) squares += (sorted[i]! - middle) ** 2;
  return { offset: middle, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(squares / worse)) };
}
