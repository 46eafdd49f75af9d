import { LIMITS } from '../shared/limits.ts';
import type { NoRoomReason } from '../shared/reasons.ts';
import { FEATURES } from './feature-format.ts';
import { createScatter } from './scatter.ts';

/** Below this mean level nothing can be told from a converter's own noise, dBFS. */
const QUIET_DBFS = -78;
/**
 * Scatter of the mean log band power (natural logarithm). Noise or hum alone has 0.10 to 0.14: below
 * the first bound there is nothing to compare, below the second a comparison that failed is no surprise.
 */
const STEADY = 0.135;
const NEARLY_STEADY = 0.18;
/** Frames in the longest recording. */
const MAX_FRAMES = LIMITS.listeningMs / FEATURES.frameMs;
/** Frames before which liveliness says nothing (0.4 s). */
const SETTLING_FRAMES = 50;
/** After a long silence what was heard last counts as well: the last 3 s, in frames and in chunks. */
const RECENT = { frames: 375, chunks: 15 };
/** Mean log band power of frames that hold nothing but zeros. */
const DIGITAL_SILENCE = -20;
/** First of the bands above 2.3 kHz, where walls let next to nothing through. */
const HIGH_BAND = 29;

export type PoorSound = Extract<NoRoomReason, 'muted' | 'too-quiet'>;

/** What a sound's quality comes to so far. */
export interface QualitySummary {
  /** Scatter of the mean log band power above 2.3 kHz (natural logarithm); steady noise: about 0.11. */
  readonly highLiveliness: number;
  /** What forbids to compare the sound so far; null where nothing does. */
  readonly verdict: PoorSound | null;
  /** Why the sound may have been too poor to be found; null where it was good enough. */
  readonly reason: PoorSound | null;
}

/** Before any sound has come. */
export const NOTHING_HEARD: QualitySummary = { highLiveliness: 0, verdict: 'muted', reason: 'muted' };

/** Whether a recording holds enough to tell one room from another (A8), gathered as it arrives. */
export interface SoundQuality {
  addSamples(samples: Int16Array): void;
  /** @param logPowers log band powers of a frame */
  addFrame(logPowers: Float32Array): void;
  summary(): QualitySummary;
  /** A6 */
  erase(): void;
}

export function createSoundQuality(): SoundQuality {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  const powers: number[] = [];
  const all = createScatter(MAX_FRAMES);
  const recent = createScatter(RECENT.frames);
  const high = createScatter(MAX_FRAMES);
  function judge(steady: number): PoorSound | null {
    if (lowest >= highest) return 'muted';
    const power = Math.max(mean(powers), mean(powers.slice(-RECENT.chunks)));
    if (10 * Math.log10(power / 32_768 ** 2) < QUIET_DBFS) return 'too-quiet';
    if (all.count < SETTLING_FRAMES) return null;
    return Math.max(all.deviation, recent.deviation) < steady ? 'too-quiet' : null;
  }
  return {
    addSamples(samples) {
      let sum = 0;
      for (const sample of samples) {
        if (sample < lowest) lowest = sample;
        if (sample > highest) highest = sample;
        sum += sample * sample;
      }
      powers.push(sum / samples.length);
    },
    addFrame(logPowers) {
      const level = meanFrom(logPowers, 0);
      if (level < DIGITAL_SILENCE) return; // a microphone that is being opened, or a gap
      all.add(level);
      recent.add(level);
      high.add(meanFrom(logPowers, HIGH_BAND));
    },
    summary: () => ({
      highLiveliness: high.deviation,
      verdict: judge(STEADY),
      reason: judge(NEARLY_STEADY),
    }),
    erase() {
      for (const scatter of [all, recent, high]) scatter.erase();
      powers.fill(0);
    },
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function meanFrom(values: Float32Array, first: number): number {
  let sum = 0;
  for (let i = first; i < values.length; i++) sum += values[i]!;
  return sum / (values.length - first);
}
