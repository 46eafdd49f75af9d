import { AUDIO } from '../shared/audio-format.ts';
import { createBandFeatures } from './band-features.ts';
import { createBandPowers } from './band-powers.ts';
import { BLOCK_BINS, createCoherenceBlocks } from './coherence-blocks.ts';
import { FEATURES } from './feature-format.ts';
import { createFrameRing, type FrameRing } from './frame-ring.ts';
import type { PcmRing } from './pcm-ring.ts';
import { createSoundQuality, type SoundQuality } from './sound-quality.ts';

/** Samples per ms. */
const RATE = AUDIO.sampleRate / 1_000;
/** Frames and blocks kept: the lateness of a chunk (1.5 s), the longest decoy lag, and some. */
const KEPT = { frames: 512, blocks: 16 };

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

/** Features computed as the sound arrives. */
export interface FeatureStream extends Features {
  readonly quality: SoundQuality;
  /** Computes what the ring's new samples allow. Frames that hold lost samples are left out. */
  update(): void;
  /** A5: forgets frames and blocks that began before this time, ms. */
  eraseBefore(time: number): void;
  erase(): void;
}

const bandPowers = createBandPowers();
const frameSamples = new Int16Array(FEATURES.frameSamples);
const blockSamples = new Int16Array(FEATURES.blockSamples);

/**
 * @param ring the recording's samples
 * @param startMs claimed capture time of sample 0, ms since the epoch of the grid
 * @param kept how many frames and blocks can be looked up
 */
export function createFeatureStream(ring: PcmRing, startMs: number, kept = KEPT): FeatureStream {
  const bandFeatures = createBandFeatures();
  const coherence = createCoherenceBlocks();
  const quality = createSoundQuality();
  const frames = createFrameRing(kept.frames, FEATURES.bands);
  const blocks = createFrameRing(kept.blocks, 2 * BLOCK_BINS);
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
      bandFeatures.next(power, frames.claim(numbers[i]!));
    });
    frameSamples.fill(0); // A6
  }

  function updateBlocks(): void {
    for (; blockPosition(nextBlock) + FEATURES.blockSamples <= ring.end; nextBlock++) {
      if (!ring.read(blockPosition(nextBlock), blockSamples)) continue;
      coherence(blockSamples, blocks.claim(nextBlock));
    }
    blockSamples.fill(0); // A6
  }

  return {
    quality,
    frames,
    blocks,
    firstFrame,
    firstBlock,
    get nextFrame() {
      return nextFrame;
    },
    get nextBlock() {
      return nextBlock;
    },
    update() {
      updateFrames();
      updateBlocks();
    },
    eraseBefore(time) {
      frames.eraseBefore(time / FEATURES.frameMs);
      blocks.eraseBefore(time / FEATURES.blockMs);
    },
    erase() {
      frames.erase();
      blocks.erase();
      bandFeatures.erase();
      quality.erase();
    },
  };
}
