import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Held, RecordingResult } from '../../shared/protocol.ts';
import type { ForeignRecording } from './recordings-elsewhere.ts';

/** A recording that this server hears. */
export interface HeardRecording {
  readonly id: string;
  readonly tabId: string;
  /** The address group it comes from. */
  readonly from: string;
  readonly startedAt: number;
  /** When its microphone closed, ms on the server's clock; null: still open. */
  endedAt: number | null;
  /** The result the page was told, if any; `asked`: it comes when the question is over. */
  outcome: RecordingResult['outcome'] | 'asked' | null;
}

/** One that a decision is about, heard here or by another server. */
export type Member = HeardRecording | ForeignRecording;

export const isForeign = (member: Member): member is ForeignRecording => 'home' in member;
export const isOwn = (member: Member): member is HeardRecording => !isForeign(member);
export const isWaiting = ({ outcome }: HeardRecording): boolean => outcome === null || outcome === 'asked';

/** The matcher speaks its last word on a recording within the time that chunks in flight count, and a little. ms. */
export const KEPT_AFTER_END_MS = LIMITS.audioAfterEndMs + 2_500;

/**
 * W12: whether there is a place for another recording. What one address may have shrinks with what is left, so that
 * it never takes the last: a room shares one, and alone it gets two thirds of all.
 */
export function fullFor(from: string, recordings: readonly HeardRecording[]): ErrorCode | null {
  const free = LIMITS.concurrentRecordings - recordings.length;
  if (free <= 0) return 'server-busy';
  const own = recordings.filter((recording) => recording.from === from).length;
  return own < LIMITS.recordingsPerFreePlace * free ? null : 'address-busy';
}

/** B1: what a person is told of recordings of theirs, and when they go at the latest. */
export const heldOf = (recordings: readonly HeardRecording[], now: number): Held['recordings'] =>
  recordings.map(({ id, startedAt, endedAt }) => ({
    recordingId: id,
    seconds: Math.max(0, Math.min(endedAt ?? now, now) - startedAt) / 1_000,
    until: (endedAt ?? startedAt + LIMITS.listeningMs + LIMITS.chunkLatenessMs) + KEPT_AFTER_END_MS,
  }));
