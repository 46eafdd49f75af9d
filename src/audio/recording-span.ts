import { LIMITS } from '../shared/limits.ts';

/** A claimed start farther than this from its arrival is moved there; none of its chunks can be in time. ms. */
export const FARTHEST_START_MS = 20_000;

/**
 * From when to when a recording counts, ms on the server's clock. Whoever hears of the recording's start and end
 * (where its sound is, and where it is compared) works this out alike.
 */
export interface RecordingSpan {
  /** Claimed capture time of the first sample. */
  readonly startedAt: number;
  /** Sound captured later than this does not count. */
  readonly endsAt: number;
  /** No chunk can come any more from this time on. */
  readonly closesAt: number;
  /** The microphone was closed. */
  end(now: number): void;
}

/**
 * @param claimed claimed capture time of the first sample, ms; whatever a client says
 * @param now when the server heard of it, ms
 */
export function createRecordingSpan(claimed: number, now: number): RecordingSpan {
  const finite = Number.isFinite(claimed) ? claimed : now - FARTHEST_START_MS;
  const startedAt = Math.max(now - FARTHEST_START_MS, Math.min(now + FARTHEST_START_MS, finite));
  // A3: whatever a client claims, a recording is over after the time limit.
  let endsAt = Math.min(startedAt, now + LIMITS.chunkEarlinessMs) + LIMITS.listeningMs;
  return {
    startedAt,
    get endsAt() {
      return endsAt;
    },
    get closesAt() {
      return endsAt + LIMITS.audioAfterEndMs;
    },
    end(now) {
      endsAt = Math.min(endsAt, now);
    },
  };
}
