import { FEATURES } from '../audio/feature-format.ts';
import type { Features } from '../audio/feature-stream.ts';
import type { FrameRing } from '../audio/frame-ring.ts';
import { createPairEvidence } from './pair-evidence.ts';

/** One recording is moved by so many blocks of 128 ms: with the window of +-80 ms that is every lag up to 336 ms. */
export const MOVES: readonly number[] = [-2, -1, 1, 2];
const FRAMES_IN_BLOCK = FEATURES.blockMs / FEATURES.frameMs;

/**
 * Whether two recordings surely hold one sound at a lag outside of the window, up to a third of a second: a
 * broadcast or a call in two rooms, or one room and a device whose capture latency is not what it says. More sound
 * does not tell one from the other.
 *
 * @param needed log-likelihood ratio from which on the sound is surely one, for a single window
 */
export function isSureAtDistantLag(a: Features, b: Features, needed: number): boolean {
  return MOVES.some((blocks) => {
    const evidence = createPairEvidence(a, moved(b, blocks));
    evidence.update();
    const ratio = evidence.logLikelihoodRatio ?? Number.NEGATIVE_INFINITY;
    return ratio > needed + Math.log(MOVES.length);
  });
}

/** The same features, claimed to be so many blocks earlier. */
export function moved(features: Features, blocks: number): Features {
  const frames = blocks * FRAMES_IN_BLOCK;
  return {
    frames: movedRing(features.frames, frames),
    blocks: movedRing(features.blocks, blocks),
    get firstFrame() {
      return features.firstFrame - frames;
    },
    get nextFrame() {
      return features.nextFrame - frames;
    },
    get firstBlock() {
      return features.firstBlock - blocks;
    },
    get nextBlock() {
      return features.nextBlock - blocks;
    },
  };
}

const movedRing = (ring: FrameRing, by: number): FrameRing => ({
  ...ring,
  at: (number) => ring.at(number + by),
});
