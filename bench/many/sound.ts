import { FEATURES } from '../../src/audio/feature-format.ts';
import type { Features } from '../../src/audio/feature-stream.ts';
import type { FrameRing } from '../../src/audio/frame-ring.ts';
import { createSketcher } from '../../src/matching/sketch.ts';

/** All features of a clip, to be played again and again at other times. */
export interface Sound {
  readonly frames: FrameRing;
  readonly blocks: FrameRing;
  readonly firstFrame: number;
  readonly endFrame: number;
  readonly firstBlock: number;
  readonly endBlock: number;
  /** Its sketch: fine and coarse word of every step, from this step on. */
  readonly firstStep: number;
  readonly words: Uint32Array;
}

/** Frames per block. */
export const BLOCK_FRAMES = FEATURES.blockMs / FEATURES.frameMs;
/** Chunks arrive every 200 ms. */
const CHUNK_FRAMES = 25;
/** Where time turns back, in blocks. */
const TURN = 64;

export function soundOf({ frames, blocks, firstFrame, nextFrame, firstBlock, nextBlock }: Features): Sound {
  const all = { frames, blocks, firstFrame, endFrame: nextFrame, firstBlock, endBlock: nextBlock };
  return { ...all, ...sketchOf(all) };
}

/** The same with time running backwards: another sound, as good as the first. A block still covers its frames. */
export function backwards({ frames, blocks, firstFrame, endFrame, firstBlock, endBlock }: Sound): Sound {
  const all = {
    frames: renumbered(frames, (n) => TURN * BLOCK_FRAMES - n),
    blocks: renumbered(blocks, (n) => TURN - 2 - n),
    firstFrame: TURN * BLOCK_FRAMES - endFrame + 1,
    endFrame: TURN * BLOCK_FRAMES - firstFrame + 1,
    firstBlock: TURN - 2 - endBlock + 1,
    endBlock: TURN - 2 - firstBlock + 1,
  };
  return { ...all, ...sketchOf(all) };
}

/** The features of a sound that is heard so many blocks later, as they come in. */
export interface Playing extends Features {
  readonly endFrame: number;
  /** What has arrived by the time of this frame. */
  advance(frame: number): void;
}

export function playLater(sound: Sound, blocks: number): Playing {
  const shift = blocks * BLOCK_FRAMES;
  const firstFrame = sound.firstFrame + shift;
  const endFrame = sound.endFrame + shift;
  const firstBlock = sound.firstBlock + blocks;
  let nextFrame = firstFrame;
  let nextBlock = firstBlock;
  return {
    frames: renumbered(sound.frames, (n) => n - shift),
    blocks: renumbered(sound.blocks, (n) => n - blocks),
    ...{ firstFrame, endFrame, firstBlock },
    get nextFrame() {
      return nextFrame;
    },
    get nextBlock() {
      return nextBlock;
    },
    advance(frame) {
      const arrived = firstFrame + Math.floor((frame - firstFrame) / CHUNK_FRAMES) * CHUNK_FRAMES;
      nextFrame = Math.max(firstFrame, Math.min(endFrame, arrived));
      const block = Math.min(sound.endBlock + blocks, Math.floor(nextFrame / BLOCK_FRAMES) - 1);
      nextBlock = Math.max(firstBlock, block);
    },
  };
}

function renumbered(ring: FrameRing, place: (number: number) => number): FrameRing {
  return { ...ring, at: (number) => ring.at(place(number)) };
}

function sketchOf(sound: Omit<Sound, 'firstStep' | 'words'>): Pick<Sound, 'firstStep' | 'words'> {
  const words: number[] = [];
  const sketcher = createSketcher({ ...sound, nextFrame: sound.endFrame }, sound.firstFrame);
  sketcher.update((_, fine, coarse) => words.push(fine, coarse));
  return { firstStep: sketcher.firstStep, words: Uint32Array.from(words) };
}
