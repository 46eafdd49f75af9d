import { BLOCK_BINS } from '../audio/coherence-blocks.ts';
import { createComplexFft } from '../audio/complex-fft.ts';
import { FEATURES } from '../audio/feature-format.ts';
import type { FrameRing } from '../audio/frame-ring.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LAGS, lagMs } from './lags.ts';

/** Blocks two apart do not overlap: what they have in common is chance, or a tone that never ends. */
const DECOY = 2;
/** Energy is taken over 20 ms around a lag: reverberation spreads a common sound that far. */
const WIDTH_MS = 20;

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
}

export function createWaveformCoherence(): WaveformCoherence {
  const cross = new Float32Array(2 * BLOCK_BINS);
  const displaced = new Float32Array(2 * BLOCK_BINS);
  let white = 0;
  let count = 0;
  let displacedCount = 0;
  return {
    step(a, b, number) {
      const nowA = a.at(number);
      const nowB = b.at(number);
      const pastA = a.at(number - DECOY);
      const pastB = b.at(number - DECOY);
      if (nowA !== null && nowB !== null) {
        white += accumulate(cross, nowA, nowB);
        count++;
      }
      if (nowA !== null && pastB !== null) {
        accumulate(displaced, nowA, pastB);
        displacedCount++;
      }
      if (pastA !== null && nowB !== null) {
        accumulate(displaced, pastA, nowB);
        displacedCount++;
      }
    },
    read(into) {
      if (count === 0) return false;
      let variance = white;
      if (displacedCount > 0) variance = Math.max(variance, (power(displaced) * count) / displacedCount);
      if (!(variance > 0)) return false;
      re.fill(0);
      im.fill(0);
      for (let i = 0; i < BLOCK_BINS; i++) {
        re[i] = cross[i]!;
        im[i] = cross[BLOCK_BINS + i]!;
      }
      fft.inverse(re, im);
      const half = Math.round((WIDTH_MS / 2) * STEPS_PER_MS);
      for (let lag = 0; lag < LAGS; lag++) {
        const centre = Math.round(lagMs(lag) * STEPS_PER_MS);
        let energy = 0;
        for (let i = centre - half; i < centre + half; i++) {
          const k = i & (SIZE - 1);
          energy += re[k]! * re[k]! + im[k]! * im[k]!;
        }
        into[lag] = energy / (2 * half) / variance;
      }
      return true;
    },
  };
}

/** sum += conj(a) * b; returns the sum of |a|^2 |b|^2, the energy of the product if phases are unrelated. */
function accumulate(sum: Float32Array, a: Float32Array, b: Float32Array): number {
  let energy = 0;
  for (let i = 0; i < BLOCK_BINS; i++) {
    const [p, q, r, s] = [a[i]!, a[BLOCK_BINS + i]!, b[i]!, b[BLOCK_BINS + i]!];
    const x = p * r + q * s;
    const y = p * s - q * r;
    sum[i]! += x;
    sum[BLOCK_BINS + i]! += y;
    energy += x * x + y * y;
  }
  return energy;
}

function power(sum: Float32Array): number {
  let total = 0;
  for (let i = 0; i < sum.length; i++) total += sum[i]! * sum[i]!;
  return total;
}
