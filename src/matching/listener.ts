import type { NoRoomReason } from '../shared/reasons.ts';
import { type MatcherConfig, sureAbove } from './config.ts';
import { isSureAtDistantLag } from './distant-lag.ts';
import type { Look } from './pair-decision.ts';
import type { PairEvidence } from './pair-evidence.ts';
import type { Recording } from './recording.ts';
import type { Sketcher } from './sketch.ts';
import type { SoftSoundState } from './soft-sounds.ts';
import { wallOdds } from './wall-odds.ts';

/** Two recordings under comparison. */
export interface Pair {
  readonly a: Listener;
  readonly b: Listener;
  readonly evidence: PairEvidence;
  readonly decide: (look: Look) => boolean;
  /** When the pair became sure, ms; null before. A pair once sure stays so. */
  sureAt: number | null;
  /** See {@link isLagUnclear}; null: not looked at yet. */
  lagUnclear: boolean | null;
}

/** What heard one room, by id; ids of recordings that are gone remain. */
export interface Room {
  readonly recordingIds: string[];
}

/** A recording with all it is compared with. */
export interface Listener {
  readonly recording: Recording;
  /** Another server hears it and decides for it. */
  readonly isForeign: boolean;
  /** It is, and seems to fit one of ours: so what else it fits counts here, too. */
  mayJoin: boolean;
  readonly pairs: Map<Listener, Pair>;
  room: Room | null;
  /** More than one room fitted at the last look. */
  ambiguous: boolean;
  /** Whether its person is asked about a weak match, or cannot be, since it fits two rooms. */
  asking: 'no' | 'asked' | 'torn';
  /** Longest common audio with any other so far, s. */
  comparedSeconds: number;
  readonly softSound: SoftSoundState;
  /** What the search for candidates knows of it. */
  readonly sketcher: Sketcher;
  /** With how many others it was compared by sketches alone, when there were many. */
  comparedBySketch: number;
}

/** Sound shorter than this, alone or in common, decides nothing, s. */
const SHORTEST = 1;
/** Common audio that makes two recordings candidates for each other, s. */
const CANDIDATE_SECONDS = 0.5;
/** Of more recordings than these, distant lags are not looked at. */
const MOST_CANDIDATES = 4;

/** A8: why a recording that is over found no room. */
export function reasonOf(listener: Listener): NoRoomReason {
  const { recording, comparedSeconds, comparedBySketch, ambiguous, asking, softSound } = listener;
  if (recording.seconds < SHORTEST) return 'too-short';
  const poor = recording.quality.reason;
  // B5: quiet is no obstacle to who may play a sound. Who was not asked to had nobody left to find.
  const isObstacle = poor === 'muted' || !softSound.canPlay || softSound.askedAt !== null;
  if (poor !== null && isObstacle) return poor;
  if (comparedSeconds < SHORTEST && comparedBySketch === 0) return 'alone';
  return ambiguous || asking === 'torn' ? 'ambiguous' : 'no-match';
}

/** The evidence of a pair, unless one of its sounds is too poor to count (A8); null: it says nothing. */
export function ratioOf({ a, b, evidence }: Pair): number | null {
  const poor = a.recording.quality.verdict ?? b.recording.quality.verdict;
  return poor === null ? evidence.logLikelihoodRatio : null;
}

/** Log-odds that one of the two heard the other's room through a wall. */
export function wallOddsOf({ a, b, evidence }: Pair): number {
  const [one, other] = [a.recording.quality, b.recording.quality];
  const liveliness = Math.min(one.highLiveliness, other.highLiveliness);
  return wallOdds({ ...evidence.agreement(), liveliness });
}

/** How many others a recording has been compared with. */
export function candidatesOf({ pairs, comparedBySketch }: Listener): number {
  let count = 0;
  for (const { evidence } of pairs.values()) if (evidence.seconds >= CANDIDATE_SECONDS) count++;
  return Math.max(count, comparedBySketch);
}

/**
 * One sound beyond doubt, at a lag that does not tell one room from two with the same broadcast or call. Looked for
 * once, when one of the two is over, and only where few recordings could be meant: it takes long.
 */
export function isLagUnclear(pair: Pair, config: MatcherConfig): boolean {
  const { a, b } = pair;
  const candidates = Math.max(candidatesOf(a), candidatesOf(b));
  if (pair.lagUnclear === null) {
    const poor = a.recording.quality.verdict ?? b.recording.quality.verdict;
    const needed = sureAbove(config, candidates);
    pair.lagUnclear =
      poor === null &&
      candidates <= MOST_CANDIDATES &&
      // Soft sounds of several rooms begin apart on purpose.
      !a.softSound.among &&
      !b.softSound.among &&
      isSureAtDistantLag(a.recording.features, b.recording.features, needed);
  }
  return pair.lagUnclear;
}
