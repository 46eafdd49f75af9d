/**
 * Error rates from scores of pairs. A pair is accepted where its score lies above a threshold; a score of null
 * says that the method cannot tell, which accepts nothing at any threshold.
 */
export type Score = number | null;

/** A threshold as the tail of the scores has it. */
export interface TailThreshold {
  /** Never below a score that was seen, where there are too few scores to see the rate. */
  threshold: number;
  /** Scores above what the fit alone says: where there are any, the tail is heavier than the fit. */
  beyond: number;
  /** How many scores the tail was fitted to, and where it begins: these exceed `begin`. */
  exceedances: number;
  begin: number;
  /** Shape and scale of the generalised Pareto distribution; a shape of 0 is the exponential one. */
  shape: number;
  scale: number;
}

/** The tail is the highest hundredth of the scores, but at least so many. */
const TAIL = { share: 0.01, least: 100 };
/** Below this a shape counts as 0, where the formula for the quantile has a gap. */
const NO_SHAPE = 1e-6;

/**
 * The lowest threshold above which at most the given share of the scores lies.
 *
 * @param scores of pairs that must not be accepted
 * @returns minus infinity where so few can tell that all of those may be accepted
 */
export function countedThreshold(scores: readonly Score[], rate: number): number {
  const sorted = fromHighest(scores);
  // A whole number of pairs stays one: 12,000 * 1e-3 must not become 11.999.
  return sorted[Math.floor(scores.length * rate + 1e-9)] ?? Number.NEGATIVE_INFINITY;
}

/**
 * The threshold for a rate that is too small to be counted, from a generalised Pareto distribution fitted to the
 * highest scores by probability-weighted moments (Hosking and Wallis, Technometrics 29, 1987).
 *
 * @param scores of pairs that must not be accepted
 * @param shape what is known of the tail's shape; fitted where nothing is. 0, an exponential tail, is what the
 *   Gumbel distribution and a calibrated log-likelihood ratio have, and gives less to chance
 * @returns null where there are too few scores to have a tail
 */
export function tailThreshold(scores: readonly Score[], rate: number, shape?: number): TailThreshold | null {
  const sorted = fromHighest(scores);
  const wanted = Math.max(TAIL.least, Math.ceil(TAIL.share * scores.length));
  const exceedances = Math.min(wanted, sorted.length - 1);
  if (exceedances < 2) return null;
  const begin = sorted[exceedances]!;
  const excesses = Array.from(sorted.subarray(0, exceedances), (score) => score - begin);
  const fitted = shape === undefined ? paretoOf(excesses) : { shape, scale: mean(excesses) * (1 - shape) };
  const tail = { exceedances, begin, ...fitted };
  const rarer = exceedances / (scores.length * rate);
  if (rarer <= 1) return { threshold: countedThreshold(scores, rate), beyond: 0, ...tail };
  const isExponential = Math.abs(fitted.shape) < NO_SHAPE;
  const steps = isExponential ? Math.log(rarer) : (rarer ** fitted.shape - 1) / fitted.shape;
  const quantile = begin + fitted.scale * steps;
  const isSeen = scores.length * rate >= 1;
  const threshold = isSeen ? quantile : Math.max(quantile, sorted[0]!);
  return { threshold, beyond: sorted.filter((score) => score > quantile).length, ...tail };
}

/** @param excesses over the beginning of the tail, from the highest */
function paretoOf(excesses: readonly number[]): { shape: number; scale: number } {
  const first = mean(excesses);
  // The plotting position (i - 0.35) / n counts from the lowest.
  const weighted = mean(excesses.map((excess, i) => (excess * (i + 0.35)) / excesses.length));
  const rest = first - 2 * weighted;
  if (!(rest > 0)) return { shape: 0, scale: first }; // all the same
  return { shape: 2 - first / rest, scale: (2 * first * weighted) / rest };
}

/** @returns how many of the scores are not accepted */
export function countMisses(scores: readonly Score[], threshold: number): number {
  return scores.filter((score) => score === null || score <= threshold).length;
}

/**
 * Wilson's interval for a share of which `count` in `total` were counted: [lowest, highest], between 0 and 1.
 *
 * @param z standard deviations to either side; 1.96 gives 95 %
 */
export function wilsonInterval(count: number, total: number, z = 1.959964): [number, number] {
  if (total === 0) return [0, 1];
  const share = count / total;
  const room = z ** 2 / total;
  const middle = share + room / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / total + room / (4 * total));
  // At the ends rounding would leave something that is not quite 0 or 1.
  const low = count === 0 ? 0 : (middle - reach) / (1 + room);
  return [low, count === total ? 1 : (middle + reach) / (1 + room)];
}

const fromHighest = (scores: readonly Score[]): Float64Array =>
  Float64Array.from(scores.filter((score) => score !== null))
    .sort()
    .reverse();

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};
