import { AUDIO, MAX_CHUNKS } from '../shared/audio-format.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import { BLOCK_BINS } from './coherence-blocks.ts';
import { FEATURES } from './feature-format.ts';
import { createSeriesWriter, type FeaturePacket } from './feature-packet.ts';
import { createFeatureStream } from './feature-stream.ts';
import { createPcmRing, type PcmRing } from './pcm-ring.ts';
import type { RecordingSpan } from './recording-span.ts';

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

/** What became of a chunk: what it adds to the features, or why it does not count. */
export type Intake = { readonly packet: FeaturePacket } | { readonly error: ErrorCode };

/** Where the sound of one microphone comes in and becomes features (A5, A6). */
export interface RecordingIntake {
  readonly span: RecordingSpan;
  /** Sound of which features are still to come; at most half a second. */
  readonly ring: PcmRing;
  /** Takes a chunk in order of its number. The samples are copied. */
  push(chunk: Chunk, now: number): Intake;
  /** A5: overwrites what is too old. */
  expire(now: number): void;
  /** A6: overwrites everything. */
  erase(): void;
}

/** Samples held of a recording: the longest stretch from which a feature is computed, and the chunk that completes it. */
export const INTAKE_SAMPLES = FEATURES.blockSamples + AUDIO.chunkSamples;

/** As many vectors as can end within one chunk. */
const frames = createSeriesWriter(Math.ceil(AUDIO.chunkMs / FEATURES.frameMs) + 1, FEATURES.bands);
const blocks = createSeriesWriter(Math.ceil(AUDIO.chunkMs / FEATURES.blockMs) + 1, 2 * BLOCK_BINS);

/** @param memory holds INTAKE_SAMPLES samples */
export function createRecordingIntake(span: RecordingSpan, memory?: Int16Array): RecordingIntake {
  const { startedAt } = span;
  const ring = createPcmRing(INTAKE_SAMPLES, memory);
  const stream = createFeatureStream(ring, startedAt, { frames, blocks });
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
    return capturedAt > span.endsAt ? 'unknown-recording' : null;
  }
  /** Where a chunk begins, ms. */
  function placeOf(sequence: number, capturedAt: number): number {
    const due = startedAt + sequence * AUDIO.chunkMs + moved;
    return Math.abs(capturedAt - due) <= JITTER_MS ? due : capturedAt;
  }
  function takeIn(samples: Int16Array, place: number): FeaturePacket {
    const position = Math.round((place - startedAt) * SAMPLES_PER_MS);
    // What was there before stays: two pieces of sound cannot have been at the same time.
    const skipped = Math.max(0, ring.end - position);
    if (skipped < samples.length) ring.write(position + skipped, samples.subarray(skipped));
    stream.quality.addSamples(samples);
    stream.update();
    ring.eraseBefore(stream.needsFrom); // A6: of no use any more
    return {
      frames: frames.take(stream.nextFrame),
      blocks: blocks.take(stream.nextBlock),
      quality: stream.quality.summary(),
      seconds: (chunks * AUDIO.chunkMs) / 1_000,
    };
  }
  return {
    ...{ span, ring },
    push(chunk, now) {
      const place = placeOf(chunk.sequence, chunk.capturedAt);
      const error = refusal(chunk, place, now);
      if (error !== null) return { error };
      moved = place - startedAt - chunk.sequence * AUDIO.chunkMs;
      next = chunk.sequence + 1;
      chunks++;
      return { packet: takeIn(chunk.samples, place) };
    },
    expire(now) {
      ring.eraseBefore((now - LIMITS.audioAgeMs - startedAt) * SAMPLES_PER_MS);
    },
    erase() {
      ring.erase();
      stream.erase();
    },
  };
}
