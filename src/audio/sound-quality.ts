import type { NoRoomReason } from '../shared/reasons.ts';

/** Below this mean level nothing can be told from a converter's own noise, dBFS. */
const QUIET_DBFS = -78;
/**
 * Standard deviation of the mean log band power (natural logarithm). Noise or hum alone has 0.12 to 0.17: below
 * the first bound there is nothing to compare, below the second a comparison that failed is no surprise.
 */
const STEADY = 0.135;
const NEARLY_STEADY = 0.18;
/** Frames before which liveliness says nothing (0.4 s). */
const SETTLING_FRAMES = 50;
/** First of the bands above 2.3 kHz, where walls let next to nothing through. */
const HIGH_BAND = 29;

export type PoorSound = Extract<NoRoomReason, 'muted' | 'too-quiet'>;

/** Whether a recording holds enough to tell one room from another (A8), gathered as it arrives. */
export interface SoundQuality {
  addSamples(samples: Int16Array): void;
  /** @param logPowers log band powers of a frame */
  addFrame(logPowers: Float32Array): void;
  /** Standard deviation of the mean log band power above 2.3 kHz (natural logarithm); steady noise: about 0.14. */
  readonly highLiveliness: number;
  /** What forbids to compare the sound so far; null where nothing does. */
  verdict(): PoorSound | null;
  /** Why the sound may have been too poor to be found; null where it was good enough. */
  reason(): PoorSound | null;
}

export function createSoundQuality(): SoundQuality {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let power = 0;
  let samplesSeen = 0;
  const all = createScatter();
  const high = createScatter();
  function judge(steady: number): PoorSound | null {
    if (lowest >= highest) return 'muted';
    const dbfs = 10 * Math.log10(power / samplesSeen / 32_768 ** 2);
    if (dbfs < QUIET_DBFS) return 'too-quiet';
    return all.count >= SETTLING_FRAMES && all.deviation < steady ? 'too-quiet' : null;
  }
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
      all.add(meanFrom(logPowers, 0));
      high.add(meanFrom(logPowers, HIGH_BAND));
    },
    get highLiveliness() {
      return high.deviation;
    },
    verdict: () => judge(STEADY),
    reason: () => judge(NEARLY_STEADY),
  };
}

function meanFrom(values: Float32Array, first: number): number {
  let sum = 0;
  for (let i = first; i < values.length; i++) sum += values[i]!;
  return sum / (values.length - first);
}

/** Welford's running variance. */
function createScatter() {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value: number): void {
      count++;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
    },
    get count() {
      return count;
    },
    get deviation() {
      return count === 0 ? 0 : Math.sqrt(squares / count);
    },
  };
}
