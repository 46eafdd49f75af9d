import { createFeatureStream, type FeatureStream } from '../audio/feature-stream.ts';
import { createPcmRing, type PcmRing } from '../audio/pcm-ring.ts';
import { AUDIO, MAX_CHUNKS } from '../shared/audio-format.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';

/** A chunk's claimed capture may differ this much from what its number says (drift, jitter of the page), ms. */
const JITTER_MS = 25;
/**
 * Beyond that, sound was lost on the way or was late at first: the chunk takes the place it claims, and the following
 * ones count from there. No chunk lies farther than this from where the start and its number put it, ms.
 */
const MOST_MOVED_MS = 1_000;
const SAMPLES_PER_MS = AUDIO.sampleRate / 1_000;

export interface Chunk {
  /** 0, 1, 2, ...; one that is left out was lost. */
  readonly sequence: number;
  /** Claimed capture time of its first sample, ms. */
  readonly capturedAt: number;
  readonly samples: Int16Array;
}

/** One microphone's sound while it can be of use: samples, features, and until when (A5, A6). */
export interface Recording {
  readonly id: string;
  readonly features: FeatureStream;
  readonly ring: PcmRing;
  /** Sound taken in, s. */
  readonly seconds: number;
  /** No chunk can come any more from this time on, ms. */
  readonly closesAt: number;
  push(chunk: Chunk, now: number): ErrorCode | null;
  end(now: number): void;
  /** A5: overwrites what is too old. */
  expire(now: number): void;
  /** A6: overwrites everything. */
  erase(): void;
}

/**
 * @param startedAt claimed capture time of the first sample, ms
 * @param epoch origin of the common grid, ms
 */
export function createRecording(id: string, startedAt: number, epoch: number, now: number): Recording {
  const ring = createPcmRing(LIMITS.audioAgeMs * SAMPLES_PER_MS);
  const features = createFeatureStream(ring, startedAt - epoch);
  // A3: whatever a client claims, a recording is over after the time limit.
  let endsAt = Math.min(startedAt, now + LIMITS.chunkEarlinessMs) + LIMITS.listeningMs;
  let next = 0;
  let chunks = 0;
  /** How far the chunks lie from where the start and their numbers put them, ms. */
  let moved = 0;

  function refusal({ sequence, capturedAt, samples }: Chunk, place: number, now: number): ErrorCode | null {
    if (samples.length !== AUDIO.chunkSamples) return 'bad-message';
    if (!Number.isInteger(sequence) || sequence < next || sequence >= MAX_CHUNKS) return 'bad-order';
    if (!(Math.abs(place - startedAt - sequence * AUDIO.chunkMs) <= MOST_MOVED_MS)) return 'bad-order';
    // A5: sound that comes later than it could have been sent proves nothing. What counts is the place the chunk
    // takes in the comparison as well as its claim.
    if (now - Math.min(capturedAt, place) > LIMITS.chunkLatenessMs) return 'chunk-late';
    if (Math.max(capturedAt, place) - now > LIMITS.chunkEarlinessMs) return 'chunk-early';
    return capturedAt > endsAt ? 'unknown-recording' : null;
  }
  /** Where a chunk begins, ms. */
  function placeOf(sequence: number, capturedAt: number): number {
    const due = startedAt + sequence * AUDIO.chunkMs + moved;
    return Math.abs(capturedAt - due) <= JITTER_MS ? due : capturedAt;
  }
  return {
    ...{ id, features, ring },
    get seconds() {
      return (chunks * AUDIO.chunkMs) / 1_000;
    },
    get closesAt() {
      return endsAt + LIMITS.audioAfterEndMs;
    },
    push(chunk, now) {
      const place = placeOf(chunk.sequence, chunk.capturedAt);
      const error = refusal(chunk, place, now);
      if (error !== null) return error;
      moved = place - startedAt - chunk.sequence * AUDIO.chunkMs;
      const position = Math.round((place - startedAt) * SAMPLES_PER_MS);
      // What was there before stays: two pieces of sound cannot have been at the same time.
      const skipped = Math.max(0, ring.end - position);
      if (skipped < chunk.samples.length) ring.write(position + skipped, chunk.samples.subarray(skipped));
      features.quality.addSamples(chunk.samples);
      features.update();
      next = chunk.sequence + 1;
      chunks++;
      return null;
    },
    end(now) {
      endsAt = Math.min(endsAt, now);
    },
    expire(now) {
      const oldest = now - LIMITS.audioAgeMs;
      ring.eraseBefore((oldest - startedAt) * SAMPLES_PER_MS);
      features.eraseBefore(oldest - epoch);
    },
    erase() {
      ring.erase();
      features.erase();
    },
  };
}
