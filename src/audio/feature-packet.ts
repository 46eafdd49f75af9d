import type { FrameRing } from './frame-ring.ts';
import type { QualitySummary } from './sound-quality.ts';

/** New vectors of one series. The arrays are the packet's own, so that another thread can be given them. */
export interface FeatureSeries {
  /** Their numbers on the grid since 1970, rising; a number left out holds lost sound. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** The vectors, one after another. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Number of the next vector that is not there yet. */
  readonly next: number;
}

/**
 * What a chunk of sound adds to the features of its recording: made where the sound is, taken in where recordings
 * are compared. Nothing else of a sound goes from one to the other.
 */
export interface FeaturePacket {
  /** 40 values each, see FEATURES. */
  readonly frames: FeatureSeries;
  /** 2 * BLOCK_BINS values each. */
  readonly blocks: FeatureSeries;
  /** Of the whole sound so far. */
  readonly quality: QualitySummary;
  /** Sound taken in so far, s. */
  readonly seconds: number;
}

/** The memory of a packet, to be transferred. */
export const packetBuffers = ({ frames, blocks }: FeaturePacket): ArrayBuffer[] =>
  [frames, blocks].flatMap(({ numbers, values }) => [numbers.buffer, values.buffer]);

/** A6: overwrites a packet that was taken in. */
export function erasePacket({ frames, blocks }: FeaturePacket): void {
  for (const { values } of [frames, blocks]) values.fill(0);
}

/** Collects the vectors that one chunk brings; can be used for one recording after the other. */
export interface SeriesWriter extends Pick<FrameRing, 'claim'> {
  /** What was written since the last call; the writer's own memory is zero afterwards (A6). */
  take(next: number): FeatureSeries;
}

/**
 * @param most vectors at a time
 * @param length values in a vector
 */
export function createSeriesWriter(most: number, length: number): SeriesWriter {
  const memory = new Float32Array(most * length);
  const numbers = new Float64Array(most);
  let count = 0;
  return {
    claim(number) {
      if (count === most) throw new RangeError('more vectors than a chunk can bring');
      numbers[count++] = number;
      return memory.subarray((count - 1) * length, count * length);
    },
    take(next) {
      const series = { numbers: numbers.slice(0, count), values: memory.slice(0, count * length), next };
      memory.fill(0, 0, count * length);
      count = 0;
      return series;
    },
  };
}
