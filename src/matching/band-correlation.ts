import { FEATURES } from '../audio/feature-format.ts';
import type { FrameRing } from '../audio/frame-ring.ts';
import { LAG_STEPS, LAGS } from './lags.ts';

/** Lags far outside the window, in frames of 8 ms: what two recordings have in common there is chance. */
const DECOYS = [24, 30, 36, 42, 48, 54, 60, 66, 72, 78, 84, 90, 96, 102, 108, 114, 120];
/** Neighbouring frames overlap by three quarters; for the decoys every other one does. */
const DECOY_STEP = 2;
/** A decoy counts once it has seen this many frames. */
const DECOY_FRAMES = 12;
/** What is expected of a variance of which little is known yet, relative to the energies, times the seconds. */
const PRIOR = 1e-4;

/**
 * Running correlation of two recordings' band features at every lag of the window, in units of its own standard
 * deviation by chance. That deviation is measured on the same two recordings at decoy lags, so sounds which
 * resemble everything a little (rhythm, one talker's habits, a thump) do not pass for a common sound.
 */
export interface BandCorrelation {
  /** Takes frame `number` of both; frames before it are looked up in the rings. */
  step(a: FrameRing, b: FrameRing, number: number): void;
  /** Standard scores per lag (index 0: a is the latest against b); false where nothing can be said yet. */
  read(into: Float64Array): boolean;
  /**
   * The largest score at a decoy lag, as of the last `read`. Where it comes near the score itself, the sound repeats
   * (an alarm, a ringtone, a machine) and is as good a match for another room in which the same is heard.
   */
  readonly largestDecoy: number;
}

export function createBandCorrelation(): BandCorrelation {
  const sums = new Float64Array(LAGS);
  const decoys = new Float64Array(2 * DECOYS.length);
  const decoyFrames = new Uint16Array(2 * DECOYS.length);
  let energyA = 0;
  let energyB = 0;
  let frames = 0;
  let values = 0;
  let largestDecoy = 0;
  return {
    get largestDecoy() {
      return largestDecoy;
    },
    step(a, b, number) {
      const nowA = a.at(number);
      const nowB = b.at(number);
      if (nowA !== null && nowB !== null) {
        sums[LAG_STEPS]! += dot(nowA, nowB);
        energyA += dot(nowA, nowA);
        energyB += dot(nowB, nowB);
        frames++;
        values = nowA.length;
      }
      for (let lag = 1; lag <= LAG_STEPS; lag++) {
        const pastA = a.at(number - lag);
        const pastB = b.at(number - lag);
        if (nowA !== null && pastB !== null) sums[LAG_STEPS - lag]! += dot(nowA, pastB);
        if (nowB !== null && pastA !== null) sums[LAG_STEPS + lag]! += dot(nowB, pastA);
      }
      if (number % DECOY_STEP !== 0) return;
      for (let i = 0; i < DECOYS.length; i++) {
        const pastA = a.at(number - DECOYS[i]!);
        const pastB = b.at(number - DECOYS[i]!);
        if (nowA !== null && pastB !== null) {
          decoys[2 * i]! += dot(nowA, pastB);
          decoyFrames[2 * i]!++;
        }
        if (nowB !== null && pastA !== null) {
          decoys[2 * i + 1]! += dot(nowB, pastA);
          decoyFrames[2 * i + 1]!++;
        }
      }
    },
    read(into) {
      let square = 0;
      let count = 0;
      let largest = 0;
      for (let i = 0; i < decoys.length; i++) {
        if (decoyFrames[i]! < DECOY_FRAMES) continue;
        largest = Math.max(largest, (decoys[i]! * frames) / decoyFrames[i]!);
        // Half the frames, of which neighbours hardly differ: the sum is half as large.
        square += (decoys[i]! ** 2 * DECOY_STEP * frames) / decoyFrames[i]!;
        count++;
      }
      const white = (energyA * energyB) / Math.max(1, frames * values);
      const prior = (PRIOR * energyA * energyB) / Math.max(1, frames * (FEATURES.frameMs / 1_000));
      const variance = (count > 0 ? square / count : 2 * white) + white + prior;
      if (!(variance > 0)) return false;
      const deviation = Math.sqrt(variance);
      largestDecoy = largest / deviation;
      for (let i = 0; i < LAGS; i++) into[i] = sums[i]! / deviation;
      return true;
    },
  };
}

/** Four sums at once keep the processor busy; the number of bands is a multiple of four. */
function dot(a: Float32Array, b: Float32Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i + 3 < a.length; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  return s0 + s1 + (s2 + s3);
}
