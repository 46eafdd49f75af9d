import { AUDIO } from '../shared/audio-format.ts';
import { createBandFeatures } from './band-features.ts';
import { createBandPowers } from './band-powers.ts';
import { createCoherenceBlocks } from './coherence-blocks.ts';
import { FEATURES } from './feature-format.ts';
import type { FrameRing } from './frame-ring.ts';
import type { PcmRing } from './pcm-ring.ts';
import { createSoundQuality, type SoundQuality } from './sound-quality.ts';

/** Samples per ms. */
const RATE = AUDIO.sampleRate / 1_000;

/** The features of one recording so far, on the common grid of the server's clock. */
export interface Features {
  readonly frames: FrameRing;
  readonly blocks: FrameRing;
  /** Numbers of the first frame and block, and of the next that are not there yet. */
  readonly firstFrame: number;
  readonly nextFrame: number;
  readonly firstBlock: number;
  readonly nextBlock: number;
}

/** Where features go as they are computed. */
export type FeatureSink = { readonly [series in 'frames' | 'blocks']: Pick<FrameRing, 'claim'> };

/** Features computed as the sound arrives. */
export interface FeatureStream extends Omit<Features, keyof FeatureSink> {
  readonly quality: SoundQuality;
  /** Samples before this position of the ring are of no use any more. */
  readonly needsFrom: number;
  /** Computes what the ring's new samples allow. Frames that hold lost samples are left out. */
  update(): void;
  erase(): void;
}

const bandPowers = createBandPowers();
const frameSamples = new Int16Array(FEATURES.frameSamples);
const blockSamples = new Int16Array(FEATURES.blockSamples);

/**
 * @param ring the recording's samples
 * @param startMs claimed capture time of sample 0, ms since the epoch of the grid
 */
export function createFeatureStream(ring: PcmRing, startMs: number, into: FeatureSink): FeatureStream {
  const bandFeatures = createBandFeatures();
  const coherence = createCoherenceBlocks();
  const quality = createSoundQuality();
  const firstFrame = Math.ceil(startMs / FEATURES.frameMs);
  const firstBlock = Math.ceil(startMs / FEATURES.blockMs);
  let nextFrame = firstFrame;
  let nextBlock = firstBlock;
  const framePosition = (n: number) => Math.round((n * FEATURES.frameMs - startMs) * RATE);
  const blockPosition = (n: number) => Math.round((n * FEATURES.blockMs - startMs) * RATE);

  function updateFrames(): void {
    const numbers: number[] = [];
    const powers: Float32Array[] = [];
    for (; framePosition(nextFrame) + FEATURES.frameSamples <= ring.end; nextFrame++) {
      if (!ring.read(framePosition(nextFrame), frameSamples)) continue;
      const power = new Float32Array(FEATURES.bands);
      bandPowers(frameSamples, power);
      quality.addFrame(power);
      numbers.push(nextFrame);
      powers.push(power);
    }
    bandFeatures.prepare(powers);
    powers.forEach((power, i) => {
      bandFeatures.next(power, into.frames.claim(numbers[i]!));
    });
    frameSamples.fill(0); // A6
  }

  function updateBlocks(): void {
    for (; blockPosition(nextBlock) + FEATURES.blockSamples <= ring.end; nextBlock++) {
      if (!ring.read(blockPosition(nextBlock), blockSamples)) continue;
      coherence(blockSamples, into.blocks.claim(nextBlock));
    }
    blockSamples.fill(0); // A6
  }

  return {
    ...{ quality, firstFrame, firstBlock },
    get nextFrame() {
      return nextFrame;
    },
    get nextBlock() {
      return nextBlock;
    },
    get needsFrom() {
      return Math.min(framePosition(nextFrame), blockPosition(nextBlock));
    },
    update() {
      updateFrames();
      updateBlocks();
    },
    erase() {
      bandFeatures.erase();
      quality.erase();
    },
  };
}
