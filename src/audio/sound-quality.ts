import type { NoRoomReason } from '../shared/reasons.ts';

/** Below this mean level nothing can be told from a converter's own noise, dBFS. */
const QUIET_DBFS = -78;
/**
 * Below this standard deviation of the mean log band power a sound is as steady as noise or hum alone (0.12 to
 * 0.17), which every other steady sound resembles. Natural logarithm.
 */
const STEADY = 0.18;
/** Frames before which liveliness says nothing (0.4 s). */
const SETTLING_FRAMES = 50;

/** Whether a recording holds enough to tell one room from another (A8), gathered as it arrives. */
export interface SoundQuality {
  addSamples(samples: Int16Array): void;
  /** @param logPowers log band powers of a frame */
  addFrame(logPowers: Float32Array): void;
  /** What speaks against the sound so far; null where nothing does. */
  verdict(): Extract<NoRoomReason, 'muted' | 'too-quiet'> | null;
}

export function createSoundQuality(): SoundQuality {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let power = 0;
  let samplesSeen = 0;
  let frames = 0;
  let mean = 0;
  let scatter = 0;
  return {
    addSamples(samples) {
      let sum = 0;
      for (const sample of samples) {
        if (sample < lowest) lowest = sample;
        if (sample > highest) highest = sample;
        sum += sample * sample;
      }
      power += sum;
      samplesSeen += samples.length;
    },
    addFrame(logPowers) {
      let level = 0;
      for (const value of logPowers) level += value;
      level /= logPowers.length;
      // Welford's running variance.
      frames++;
      const before = level - mean;
      mean += before / frames;
      scatter += before * (level - mean);
    },
    verdict() {
      if (lowest >= highest) return 'muted';
      const dbfs = 10 * Math.log10(power / samplesSeen / 32_768 ** 2);
      if (dbfs < QUIET_DBFS) return 'too-quiet';
      if (frames >= SETTLING_FRAMES && Math.sqrt(scatter / frames) < STEADY) return 'too-quiet';
      return null;
    },
  };
}
