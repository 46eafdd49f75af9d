import { BLOCK_BINS } from '../../src/audio/coherence-blocks.ts';
import { FEATURES } from '../../src/audio/feature-format.ts';
import { createFeatureStream, type Features } from '../../src/audio/feature-stream.ts';
import { createFrameRing } from '../../src/audio/frame-ring.ts';
import { createPcmRing } from '../../src/audio/pcm-ring.ts';
import type { PoorSound } from '../../src/audio/sound-quality.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';

/** The features of a clip as they were after each of its chunks. */
export interface ClipFeatures {
  /** What was there once `chunks` chunks had arrived. The view moves with the next call. */
  after(chunks: number): Features;
  /** What spoke against the sound by then. */
  verdictAfter(chunks: number): PoorSound | null;
  /** How lively its highs were by then, see SoundQuality. */
  livelinessAfter(chunks: number): number;
  readonly chunks: number;
}

/**
 * Feeds a clip chunk by chunk to the server's feature code, once, so that it can be replayed in many pairs.
 *
 * @param startMs claimed capture time of the first sample
 */
export function computeClipFeatures(samples: Int16Array, startMs: number): ClipFeatures {
  const chunks = Math.floor(samples.length / AUDIO.chunkSamples);
  const ring = createPcmRing(samples.length + AUDIO.chunkSamples);
  const frames = createFrameRing(chunks * 25 + 1, FEATURES.bands);
  const blocks = createFrameRing(chunks * 2, 2 * BLOCK_BINS);
  const stream = createFeatureStream(ring, startMs, { frames, blocks });
  const ends: Array<[nextFrame: number, nextBlock: number]> = [[stream.nextFrame, stream.nextBlock]];
  const verdicts: Array<PoorSound | null> = ['muted'];
  const liveliness: number[] = [0];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const at = chunk * AUDIO.chunkSamples;
    const part = samples.subarray(at, at + AUDIO.chunkSamples);
    ring.write(at, part);
    stream.quality.addSamples(part);
    stream.update();
    const { verdict, highLiveliness } = stream.quality.summary();
    verdicts.push(verdict);
    liveliness.push(highLiveliness);
    ends.push([stream.nextFrame, stream.nextBlock]);
  }
  const { firstFrame, firstBlock } = stream;
  let view = ends[0]!;
  const features: Features = {
    ...{ frames, blocks, firstFrame, firstBlock },
    get nextFrame() {
      return view[0];
    },
    get nextBlock() {
      return view[1];
    },
  };
  return {
    chunks,
    verdictAfter: (count) => verdicts[Math.min(count, chunks)]!,
    livelinessAfter: (count) => liveliness[Math.min(count, chunks)]!,
    after(count) {
      view = ends[Math.min(count, chunks)]!;
      return features;
    },
  };
}
