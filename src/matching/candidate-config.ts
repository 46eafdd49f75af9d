import { STEP_MS } from './sketch.ts';

/** What can be set of the search for candidates. */
export interface CandidateConfig {
  /** With fewer recordings than this at a time, all pairs are candidates. */
  readonly allPairsBelow: number;
  /** A recording looks for others when it is so old, ms; growing, at most 7.4 s. */
  readonly looksAt: readonly number[];
  /** Share of the recordings that the coarse words let through at each look; at least `compared` recordings. */
  readonly coarseShare: readonly number[];
  readonly compared: number;
  /** Lags tried with coarse words, ms: as long as there are fewer than `crowd` recordings, and beyond. */
  readonly coarseLags: readonly number[];
  readonly crowd: number;
  readonly crowdLags: readonly number[];
  /** Lags tried with fine words, ms to either side. */
  readonly fineReach: number;
  /** How many recordings of other rooms a look may bring up on average: `most` while few, fewer when many. */
  readonly strangers: { readonly most: number; readonly perSize: number; readonly least: number };
  /** Candidates a look brings up at most, the likeliest. */
  readonly mostPerLook: number;
}

export const DEFAULT_CANDIDATE_CONFIG: CandidateConfig = {
  allPairsBelow: 40,
  looksAt: [768, 960, 1_152, 1_568, 1_952, 2_752, 3_968, 5_760],
  coarseShare: [0.04, 0.04, 0.03, 0.02, 0.02, 0.01, 0.005, 0.005],
  compared: 96,
  coarseLags: [-64, 0, 64],
  crowd: 3_000,
  crowdLags: [0],
  fineReach: 64,
  strangers: { most: 2, perSize: 4_000, least: 0.3 },
  mostPerLook: 16,
};

export const inSteps = (ms: number): number => Math.round(ms / STEP_MS);

/** How many recordings of other rooms a look among so many may bring up. */
export function strangersAmong(size: number, { strangers }: CandidateConfig): number {
  return Math.max(strangers.least, Math.min(strangers.most, strangers.perSize / size));
}

/**
 * Standard scores that a given share of unrelated recordings exceeds. Of coarse words: a normal distribution's. Of
 * both words together (the fine score and half the coarse one): measured on 3.4 million pairs of different rooms, at
 * 0.8 to 3 s alike; it has a heavier tail, as talkers pause and tunes repeat.
 */
const COARSE_SCORES = [
  [0.5, 0],
  [0.2, 0.84],
  [0.1, 1.28],
  [0.05, 1.65],
  [0.02, 2.06],
  [0.01, 2.35],
  [0.005, 2.65],
  [0.001, 3.2],
] as const;
const BOTH_SCORES = [
  [0.5, 0],
  [0.1, 1.73],
  [0.03, 2.62],
  [0.01, 3.33],
  [0.003, 4.1],
  [0.001, 4.83],
  [3e-4, 5.7],
  [1e-4, 6.65],
  [3e-5, 7.9],
  [1e-5, 9.3],
] as const;

export const coarseScoreAt = (share: number): number => scoreAt(COARSE_SCORES, share);
export const bothScoreAt = (share: number): number => scoreAt(BOTH_SCORES, share);

/** Between two shares of the table in proportion to their logarithms; any score will do for more than half. */
function scoreAt(table: typeof COARSE_SCORES | typeof BOTH_SCORES, share: number): number {
  if (share > 0.5) return Number.NEGATIVE_INFINITY;
  const right = Math.max(
    1,
    table.findIndex(([at]) => at <= share),
  );
  const [[p, a], [q, b]] = [table[right - 1]!, table[right]!];
  return share < q ? table.at(-1)![1] : a + ((b - a) * Math.log(share / p)) / Math.log(q / p);
}
