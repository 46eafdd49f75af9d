import { BLOCK_BINS, blockBin } from '../audio/coherence-blocks.ts';
import { createComplexFft } from '../audio/complex-fft.ts';
import { FEATURES } from '../audio/feature-format.ts';
import type { FrameRing } from '../audio/frame-ring.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LAGS, lagMs } from './lags.ts';

/** Blocks two apart do not overlap: what they have in common is chance, or a tone that never ends. */
const DECOY = 2;
/** Energy is taken over 20 ms around a lag: reverberation spreads a common sound that far. */
const WIDTH_MS = 20;

/** A wall lets little through above this, Hz: a common sound must be common there too. */
const WALL_HZ = 1_500;
const HIGH = blockBin(WALL_HZ);

/** Bins of a cross-spectrum fit a transform of half the block, since only one side of the spectrum is used. */
const SIZE = FEATURES.blockSamples / 2;
/** Steps of the correlation per ms. */
const STEPS_PER_MS = ((AUDIO.sampleRate / FEATURES.blockSamples) * SIZE) / 1_000;
const fft = createComplexFft(SIZE);
const re = new Float64Array(SIZE);
const im = new Float64Array(SIZE);

/**
 * Running cross-spectrum of two recordings and the energy of their cross-correlation around every lag of the
 * window, relative to the mean energy that unrelated (here: displaced) blocks of the same recordings leave there.
 * About 1 for different sounds; a steady tone or hum is as strong in the displaced blocks and stays about 1 too.
 */
export interface WaveformCoherence {
  /** Takes block `number` of both; earlier blocks are looked up in the rings. */
  step(a: FrameRing, b: FrameRing, number: number): void;
  /** Relative energies per lag; false where nothing can be said yet. */
  read(into: Float64Array): boolean;
  /** Relative energy around one lag (an index) of what lies above 1.5 kHz; 0 where nothing can be said yet. */
  readHigh(lag: number): number;
}

export function createWaveformCoherence(): WaveformCoherence {
  const cross = new Float32Array(2 * BLOCK_BINS);
  const displaced = new Float32Array(2 * BLOCK_BINS);
  let white = 0;
  let whiteHigh = 0;
  let count = 0;
  let displacedCount = 0;

  /** Mean energy by chance in the bins from `first` on. */
  function chance(first: number, energy: number): number {
    if (displacedCount === 0) return energy;
    return Math.max(energy, (power(displaced, first) * count) / displacedCount);
  }
  function correlate(first: number): void {
    re.fill(0);
    im.fill(0);
    for (let i = first; i < BLOCK_BINS; i++) {
      re[i] = cross[i]!;
      im[i] = cross[BLOCK_BINS + i]!;
    }
    fft.inverse(re, im);
  }
  return {
    step(a, b, number) {
      const nowA = a.at(number);
      const nowB = b.at(number);
      const pastA = a.at(number - DECOY);
      const pastB = b.at(number - DECOY);
      if (nowA !== null && nowB !== null) {
        const high = accumulate(cross, nowA, nowB, HIGH, BLOCK_BINS);
        white += high + accumulate(cross, nowA, nowB, 0, HIGH);
        whiteHigh += high;
        count++;
      }
      if (nowA !== null && pastB !== null) {
        accumulate(displaced, nowA, pastB, 0, BLOCK_BINS);
        displacedCount++;
      }
      if (pastA !== null && nowB !== null) {
        accumulate(displaced, pastA, nowB, 0, BLOCK_BINS);
        displacedCount++;
      }
    },
    read(into) {
      const mean = chance(0, white);
      if (count === 0 || !(mean > 0)) return false;
      correlate(0);
      for (let lag = 0; lag < LAGS; lag++) into[lag] = energyAround(lag) / mean;
      return true;
    },
    readHigh(lag) {
      const mean = chance(HIGH, whiteHigh);
      if (count === 0 || !(mean > 0)) return 0;
      correlate(HIGH);
      return energyAround(lag) / mean;
    },
  };
}

/** Mean energy of the correlation in the work space around a lag. */
function energyAround(lag: number): number {
  const half = Math.round((WIDTH_MS / 2) * STEPS_PER_MS);
  const centre = Math.round(lagMs(lag) * STEPS_PER_MS);
  let energy = 0;
  for (let i = centre - half; i <= centre + half; i++) {
    const k = i & (SIZE - 1);
    energy += re[k]! * re[k]! + im[k]! * im[k]!;
  }
  return energy / (2 * half + 1);
}

/** sum += conj(a) * b; returns the sum of |a|^2 |b|^2, the energy of the product if phases are unrelated. */
function accumulate(sum: Float32Array, a: Float32Array, b: Float32Array, from: number, to: number): number {
  let energy = 0;
  for (let i = from; i < to; i++) {
    const p = a[i]!;
    const q = a[BLOCK_BINS + i]!;
    const r = b[i]!;
    const s = b[BLOCK_BINS + i]!;
    const x = p * r + q * s;
    const y = p * s - q * r;
    sum[i]! += x;
    sum[BLOCK_BINS + i]! += y;
    energy += x * x + y * y;
  }
  return energy;
}

function power(sum: Float32Array, from: number): number {
  let total = 0;
  for (let i = from; i < BLOCK_BINS; i++) total += sum[i]! ** 2 + sum[BLOCK_BINS + i]! ** 2;
  return total;
}
