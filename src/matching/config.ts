/** What can be set of the matcher. Ratios are natural logarithms. */
export interface MatcherConfig {
  /** Accepted probability that a recording is joined to a room it did not hear. */
  readonly falseJoin: number;
  /** Accepted probability that people are asked about a room which the two recordings did not share. */
  readonly falseAsk: number;
  /** How many independent looks a recording's whole length is worth; neighbouring looks hardly differ. */
  readonly looks: number;
  /** Log-odds from which on a common sound is taken for one that came through a wall, and does not count. */
  readonly wallAbove: number;
  /** Log-odds from which on it is so likely that not even the people are asked. */
  readonly wallSurelyAbove: number;
  /** A pair is decided at once when it is surer than needed by so much, and as far from odds for a wall; */
  readonly verySure: number;
  /** else when it has been sure at every look over so much common audio, s. */
  readonly staySeconds: number;
  /** Two recordings with a ratio below this are not taken into one room on the word of a third. */
  readonly agreeAbove: number;
  /** A recording that fits two such joins the better one only if the other reaches less than this share of it. */
  readonly rivalShare: number;
  /** A room is held back up to this long, ms, while another recording leans towards it by at least `leaning`. */
  readonly settleMs: number;
  readonly leaning: number;
}

export const DEFAULT_CONFIG: MatcherConfig = {
  falseJoin: 2e-5,
  falseAsk: 0.01,
  looks: 4,
  wallAbove: 1,
  wallSurelyAbove: 3,
  verySure: 4,
  staySeconds: 0.35,
  agreeAbove: 0,
  rivalShare: 0.5,
  settleMs: 1_000,
  leaning: 2,
};

/**
 * The ratio above which a pair is sure. A recording has as many chances to be joined wrongly as there are others
 * it is compared with and independent looks at them, so the threshold rises with both (Bonferroni).
 *
 * @param candidates recordings this one is compared with
 */
export function sureAbove({ falseJoin, looks }: MatcherConfig, candidates: number): number {
  return thresholdFor(falseJoin, looks, candidates);
}

/** The ratio above which a pair that never became sure is worth asking its people, see `sureAbove`. */
export function askAbove({ falseAsk, looks }: MatcherConfig, candidates: number): number {
  return thresholdFor(falseAsk, looks, candidates);
}

function thresholdFor(rate: number, looks: number, candidates: number): number {
  return Math.log((Math.max(1, candidates) * looks) / rate);
}
