import { BLOCK_BINS } from '../audio/coherence-blocks.ts';
import { FEATURES } from '../audio/feature-format.ts';
import type { FeaturePacket, FeatureSeries } from '../audio/feature-packet.ts';
import type { Features } from '../audio/feature-stream.ts';
import { createFrameRing, type FrameRing } from '../audio/frame-ring.ts';
import type { RecordingSpan } from '../audio/recording-span.ts';
import { NOTHING_HEARD, type QualitySummary } from '../audio/sound-quality.ts';
import { LIMITS } from '../shared/limits.ts';

/** Frames and blocks kept, 4 s of each: the lateness of a chunk, the longest decoy lag, and enough for a second look. */
const KEPT = { frames: 512, blocks: 32 };

const EMPTY = createFrameRing(1, 0);

/** What is known of one microphone's sound while it can be of use, and until when (A5, A6). */
export interface Recording {
  readonly id: string;
  readonly features: Features;
  readonly quality: QualitySummary;
  /** Sound taken in, s. */
  readonly seconds: number;
  /** No chunk can come any more from this time on, ms. */
  readonly closesAt: number;
  /** Takes the features of a chunk, in order. They are copied. */
  take(packet: FeaturePacket): void;
  /** Tells of its sound where its features do not come. */
  describe(sound: { quality: QualitySummary; seconds: number }): void;
  end(now: number): void;
  /** A5: overwrites what is too old. */
  expire(now: number): void;
  /** A6: overwrites everything. */
  erase(): void;
}

/** @param epoch origin of the common grid, ms, a multiple of its longest step */
export function createRecording(id: string, span: RecordingSpan, epoch: number): Recording {
  // Half a megabyte, which a recording known by its sketch alone does not take.
  let frames = EMPTY;
  let blocks = EMPTY;
  const firstFrame = Math.ceil((span.startedAt - epoch) / FEATURES.frameMs);
  const firstBlock = Math.ceil((span.startedAt - epoch) / FEATURES.blockMs);
  let nextFrame = firstFrame;
  let nextBlock = firstBlock;
  let quality = NOTHING_HEARD;
  let seconds = 0;
  return {
    id,
    features: {
      ...{ firstFrame, firstBlock },
      get frames() {
        return frames;
      },
      get blocks() {
        return blocks;
      },
      get nextFrame() {
        return nextFrame;
      },
      get nextBlock() {
        return nextBlock;
      },
    },
    get quality() {
      return quality;
    },
    get seconds() {
      return seconds;
    },
    get closesAt() {
      return span.closesAt;
    },
    take(packet) {
      if (frames === EMPTY) {
        frames = createFrameRing(KEPT.frames, FEATURES.bands);
        blocks = createFrameRing(KEPT.blocks, 2 * BLOCK_BINS);
      }
      nextFrame = copyInto(frames, packet.frames, epoch / FEATURES.frameMs);
      nextBlock = copyInto(blocks, packet.blocks, epoch / FEATURES.blockMs);
      ({ quality, seconds } = packet);
    },
    describe(sound) {
      if (sound.seconds > seconds) ({ quality, seconds } = sound);
    },
    end: span.end,
    expire(now) {
      const oldest = now - LIMITS.audioAgeMs - epoch;
      frames.eraseBefore(oldest / FEATURES.frameMs);
      blocks.eraseBefore(oldest / FEATURES.blockMs);
    },
    erase() {
      frames.erase();
      blocks.erase();
    },
  };
}

/**
 * @param origin number of the epoch on the grid since 1970
 * @returns number of the next vector that is not there yet, on the grid since the epoch
 */
function copyInto(ring: FrameRing, { numbers, values, next }: FeatureSeries, origin: number): number {
  const length = values.length / Math.max(1, numbers.length);
  numbers.forEach((number, i) => {
    ring.claim(number - origin).set(values.subarray(i * length, (i + 1) * length));
  });
  return next - origin;
}
