import type { MatcherConfig } from '../../src/matching/config.ts';
import { MOVES, moved } from '../../src/matching/distant-lag.ts';
import { createPairDecision } from '../../src/matching/pair-decision.ts';
import { createPairEvidence, type PairEvidence } from '../../src/matching/pair-evidence.ts';
import { wallOdds } from '../../src/matching/wall-odds.ts';
import type { ClipFeatures } from './clip-features.ts';

/** Durations of common audio at which a pair's score is noted, s. */
export const SCORE_SECONDS = [1, 2, 3, 5] as const;

/** What the matcher made of a pair of clips. */
export interface PairOutcome {
  /** Log-likelihood ratio after so many seconds of common audio; null where it cannot say. */
  score: Record<string, number | null>;
  joined: boolean;
  /** Common audio when it was decided, s. */
  decidedAtSeconds: number | null;
}

/**
 * Plays two clips at the same time, chunk by chunk, through the server's evidence and decision.
 *
 * @param distant whether the score is that of the best lag up to a third of a second; the decision never is
 */
export function replayPair(
  a: ClipFeatures,
  b: ClipFeatures,
  config: MatcherConfig,
  distant = false,
): PairOutcome {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  const others = distant
    ? MOVES.map((blocks) => createPairEvidence(a.after(0), moved(b.after(0), blocks)))
    : [];
  const score: Record<string, number | null> = { 1: null, 2: null, 3: null, 5: null };
  const decide = createPairDecision(config);
  let decidedAtSeconds: number | null = null;
  let noted = 0;
  for (let chunk = 1; chunk <= Math.max(a.chunks, b.chunks); chunk++) {
    a.after(chunk);
    b.after(chunk);
    const poor = (a.verdictAfter(chunk) ?? b.verdictAfter(chunk)) !== null;
    for (const other of others) other.update();
    if (!evidence.update()) continue;
    const ratio = poor ? null : evidence.logLikelihoodRatio;
    const best = poor ? null : bestOf([evidence, ...others]);
    for (; noted < SCORE_SECONDS.length && evidence.seconds >= SCORE_SECONDS[noted]! - 1e-9; noted++) {
      score[SCORE_SECONDS[noted]!] = best === null ? null : Math.round(best * 1_000) / 1_000;
    }
    if (decidedAtSeconds !== null) continue;
    const liveliness = Math.min(a.livelinessAfter(chunk), b.livelinessAfter(chunk));
    const wall = () => wallOdds({ ...evidence.agreement(), liveliness });
    const { seconds } = evidence;
    const decisive = evidence.repeats ? null : ratio;
    if (decide({ ratio: decisive, seconds, wall, candidates: 1 })) decidedAtSeconds = seconds;
  }
  return { score, joined: decidedAtSeconds !== null, decidedAtSeconds };
}

/** The ratio at the best of several windows of lags, which had so many chances. */
function bestOf(evidences: readonly PairEvidence[]): number | null {
  const ratios = evidences.flatMap(({ logLikelihoodRatio }) => logLikelihoodRatio ?? []);
  return ratios.length === 0 ? null : Math.max(...ratios) - Math.log(evidences.length);
}
