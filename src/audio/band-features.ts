import { FEATURES } from './feature-format.ts';
import { createNoiseFloor } from './noise-floor.ts';
import { whiteningMatrix } from './whitening.ts';

const { bands, meanFrames, compression } = FEATURES;
/** Length of a frame of ordinary sound, and the shortest that is told from none. */
const ORDINARY_LENGTH = Math.sqrt(bands);
const LEAST_LENGTH = 0.05;

/**
 * Turns a series of band powers into values that are near zero for a steady sound, about normal and of unit
 * variance for ordinary sound, and unrelated from band to band:
 * log(P / floor + 2), minus its mean over the last 0.5 s, times the whitening matrix, clipped, and the frame
 * brought nearer to the length of an ordinary one.
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
  compress = true,
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
      if (compress) compressLength(into);
    },
    erase() {
      floor.erase();
      for (const array of [floors, sums, recent, centred]) array.fill(0);
      count = 0;
    },
  };
}

function compressLength(frame: Float32Array): void {
  let square = 0;
  for (const value of frame) square += value * value;
  const scale = (ORDINARY_LENGTH / (Math.sqrt(square) + LEAST_LENGTH)) ** (1 - compression);
  for (let i = 0; i < frame.length; i++) frame[i] = frame[i]! * scale;
}
