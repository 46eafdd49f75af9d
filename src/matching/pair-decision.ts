import { type MatcherConfig, sureAbove } from './config.ts';

/** What is known of a pair at one look. */
export interface Look {
  /** Log-likelihood ratio, natural logarithm; null: nothing can be said. */
  readonly ratio: number | null;
  /** Common audio so far, s. */
  readonly seconds: number;
  /** Log-odds that the common sound came through a wall; asked only where it matters. */
  readonly wall: () => number;
  /** Recordings each of the two is compared with, the larger number. */
  readonly candidates: number;
}

/**
 * Decides, look by look, whether two recordings are of one room. Two claps at the same moment, or a chord that two
 * tunes share, make a pair sure for a moment; so it has to stay sure for a while, unless it is very sure.
 *
 * @returns a function that takes looks in their order and says whether the pair is decided
 */
export function createPairDecision(config: MatcherConfig): (look: Look) => boolean {
  let sureSince: number | null = null;
  return ({ ratio, seconds, wall, candidates }) => {
    const margin = ratio === null ? Number.NEGATIVE_INFINITY : ratio - sureAbove(config, candidates);
    const odds = margin > 0 ? wall() : Number.POSITIVE_INFINITY;
    if (odds >= config.wallAbove) {
      sureSince = null;
      return false;
    }
    sureSince ??= seconds;
    const isVerySure = margin > config.verySure && odds < config.wallAbove - config.verySure;
    return isVerySure || seconds - sureSince >= config.staySeconds;
  };
}
