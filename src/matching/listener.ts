import type { NoRoomReason } from '../shared/reasons.ts';
import type { Look } from './pair-decision.ts';
import type { PairEvidence } from './pair-evidence.ts';
import type { Recording } from './recording.ts';
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
}

/** What heard one room, by id; ids of recordings that are gone remain. */
export interface Room {
  readonly recordingIds: string[];
}

/** A recording with all it is compared with. */
export interface Listener {
  readonly recording: Recording;
  readonly pairs: Map<Listener, Pair>;
  room: Room | null;
  /** More than one room fitted at the last look. */
  ambiguous: boolean;
  /** Longest common audio with any other so far, s. */
  comparedSeconds: number;
  readonly softSound: SoftSoundState;
}

/** Sound shorter than this, alone or in common, decides nothing, s. */
const SHORTEST = 1;

/** A8: why a recording that is over found no room. */
export function reasonOf({ recording, comparedSeconds, ambiguous, softSound }: Listener): NoRoomReason {
  if (recording.seconds < SHORTEST) return 'too-short';
  const poor = recording.features.quality.reason();
  // B5: quiet is no obstacle to who may play a sound. Who was not asked to had nobody left to find.
  const isObstacle = poor === 'muted' || !softSound.canPlay || softSound.askedAt !== null;
  if (poor !== null && isObstacle) return poor;
  if (comparedSeconds < SHORTEST) return 'alone';
  return ambiguous ? 'ambiguous' : 'no-match';
}

/** The evidence of a pair, unless one of its sounds is too poor to count (A8); null: it says nothing. */
export function ratioOf({ a, b, evidence }: Pair): number | null {
  const poor = a.recording.features.quality.verdict() ?? b.recording.features.quality.verdict();
  return poor === null ? evidence.logLikelihoodRatio : null;
}

/** Log-odds that one of the two heard the other's room through a wall. */
export function wallOddsOf({ a, b, evidence }: Pair): number {
  const [one, other] = [a.recording.features.quality, b.recording.features.quality];
  return wallOdds(evidence.highShare(), Math.min(one.highLiveliness, other.highLiveliness));
}
