import { FEATURES } from './feature-format.ts';
import { createNoiseFloor } from './noise-floor.ts';
import { whiteningMatrix } from './whitening.ts';

const { bands, meanFrames } = FEATURES;

/**
 * Turns a series of band powers into values that are near zero for a steady sound, about normal and of unit
 * variance for ordinary sound, and unrelated from band to band:
 * log(P / floor + 2), minus its mean over the last 0.5 s, times the whitening matrix, clipped.
 */
export interface BandFeatures {
  /** Lets the floor know the frames of a chunk before the first of them is turned into features. */
  prepare(frames: readonly Float32Array[]): void;
  /**
   * @param logPowers 40 log powers of one frame
   * @param into where the 40 values go
   */
  next(logPowers: Float32Array, into: Float32Array): void;
  erase(): void;
}

export function createBandFeatures(
  whitening: Float32Array = whiteningMatrix(),
  clip: number = FEATURES.clip,
): BandFeatures {
  const floor = createNoiseFloor(bands, FEATURES.floorFrames, FEATURES.floorQuantile);
  const floors = new Float32Array(bands);
  const sums = new Float64Array(bands);
  const recent = new Float32Array(bands * meanFrames);
  const centred = new Float32Array(bands);
  let count = 0;
  return {
    prepare(frames) {
      for (const frame of frames) floor.add(frame);
      floor.read(floors);
    },
    next(logPowers, into) {
      const slot = (count % meanFrames) * bands;
      count++;
      const weight = 1 / Math.min(count, meanFrames);
      for (let band = 0; band < bands; band++) {
        const value = Math.log(Math.exp(logPowers[band]! - floors[band]!) + FEATURES.floorOffset);
        sums[band] = sums[band]! + value - recent[slot + band]!;
        recent[slot + band] = value;
        centred[band] = value - sums[band]! * weight;
      }
      for (let row = 0; row < bands; row++) {
        let sum = 0;
        for (let band = 0; band < bands; band++) sum += whitening[row * bands + band]! * centred[band]!;
        into[row] = Math.max(-clip, Math.min(clip, sum));
      }
    },
    erase() {
      floor.erase();
      for (const array of [floors, sums, recent, centred]) array.fill(0);
      count = 0;
    },
  };
}
