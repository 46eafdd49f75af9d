import { FEATURES } from '../audio/feature-format.ts';
import type { Features } from '../audio/feature-stream.ts';

/**
 * A sketch is what is left of a recording when thousands are compared at once: 32 bits every 32 ms on the common
 * grid, each the sign of a whitened band value. Two of them: fine words, over 64 ms, which tell lags apart, and coarse
 * words, over 256 ms, which hardly mind a lag of some tens of ms, so that no lags have to be searched.
 * Signs alone lose little: a loud bang counts no more than a soft word.
 */
export const SKETCH = {
  /** Frames in a step. */
  stepFrames: 4,
  /** Steps that a fine and a coarse word look back on, their own included. */
  fineSteps: 2,
  coarseSteps: 8,
  bits: 32,
} as const;

/** Length of a step, ms. */
export const STEP_MS = SKETCH.stepFrames * FEATURES.frameMs;

/** Bands from here on are taken two by two: high bands are the noisier ones, and 40 values become 32. */
const FIRST_PAIRED = 2 * SKETCH.bits - FEATURES.bands;

/** What a sketch is made of. */
export type SketchSource = Pick<Features, 'frames' | 'firstFrame' | 'nextFrame'>;

export interface Sketcher {
  /** Number of the first step, and of the next that is not there yet. */
  readonly firstStep: number;
  readonly nextStep: number;
  /** Takes in the frames that are there by now and hands out the words of every step that is complete. */
  update(take: (step: number, fine: number, coarse: number) => void): void;
  erase(): void;
}

/** @param seed of the bits where there was no sound; any number, another one for every recording */
export function createSketcher(source: SketchSource, seed: number): Sketcher {
  const { stepFrames, fineSteps, coarseSteps, bits } = SKETCH;
  const firstStep = Math.ceil(source.firstFrame / stepFrames);
  /** Sums over a step, over two and over eight, each for the last steps. */
  const step1 = new Float32Array(fineSteps * bits);
  const step2 = new Float32Array(coarseSteps * bits);
  const step8 = new Float32Array(bits);
  const signs2 = new Int32Array(step2.buffer);
  const signs8 = new Int32Array(step8.buffer);
  let nextStep = firstStep;

  /** Adds up a step's frames; false if there are none. */
  function addFrames(step: number, into: number): void {
    step1.fill(0, into, into + bits);
    for (let frame = step * stepFrames; frame < (step + 1) * stepFrames; frame++) {
      const values = source.frames.at(frame);
      if (values === null) continue;
      for (let bit = 0; bit < FIRST_PAIRED; bit++) step1[into + bit]! += values[bit]!;
      for (let bit = FIRST_PAIRED, band = bit; bit < bits; bit++, band += 2) {
        step1[into + bit]! += values[band]! + values[band + 1]!;
      }
    }
  }
  function addStep(step: number): number {
    addFrames(step, (step % fineSteps) * bits);
    const at = (step % coarseSteps) * bits;
    for (let bit = 0; bit < bits; bit++) step2[at + bit] = step1[bit]! + step1[bits + bit]!;
    const [a, b, c] = [2, 4, 6].map((back) => ((step + coarseSteps - back) % coarseSteps) * bits);
    for (let bit = 0; bit < bits; bit++) {
      step8[bit] = step2[at + bit]! + step2[a! + bit]! + (step2[b! + bit]! + step2[c! + bit]!);
    }
    return at;
  }
  return {
    firstStep,
    get nextStep() {
      return nextStep;
    },
    update(take) {
      for (; (nextStep + 1) * stepFrames <= source.nextFrame; nextStep++) {
        const at = addStep(nextStep);
        take(
          nextStep,
          signsOf(signs2, at) ?? neutralWord(seed, nextStep),
          signsOf(signs8, 0) ?? neutralWord(seed, ~nextStep),
        );
      }
    },
    erase() {
      for (const array of [step1, step2, step8]) array.fill(0);
    },
  };
}

/** The signs of 32 values, given as the bits of their numbers; null if all values are nothing. */
function signsOf(values: Int32Array, at: number): number | null {
  let word = 0;
  let any = 0;
  for (let bit = 0; bit < SKETCH.bits; bit++) {
    const value = values[at + bit]!;
    any |= value;
    word |= (value >>> 31) << bit;
  }
  return any << 1 === 0 ? null : word >>> 0;
}

/** Bits that agree with nothing but by chance, and are the same every time (the mixer of MurmurHash3, public domain). */
export function neutralWord(seed: number, step: number): number {
  let h = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(step, 0x85ebca6b)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
