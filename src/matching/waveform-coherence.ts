import { BLOCK_BINS, COHERENCE_BANDS, type CoherenceBand } from '../audio/coherence-blocks.ts';
import { createComplexFft } from '../audio/complex-fft.ts';
import { FEATURES } from '../audio/feature-format.ts';
import type { FrameRing } from '../audio/frame-ring.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LAGS, lagMs } from './lags.ts';

/** Blocks two apart do not overlap: what they have in common is chance, or a tone that never ends. */
const DECOY = 2;
/** Energy is taken over 20 ms around a lag: reverberation spreads a common sound that far. */
const WIDTH_MS = 20;
/** Keeps the logarithm of an energy finite. */
const LEAST = 0.05;
/** A wall lets little through above this, Hz: a common sound must be common there too. */
const WALL_HZ = 1_500;
const BANDS = COHERENCE_BANDS.length;
const HIGH_BAND = COHERENCE_BANDS.findIndex(({ lowHz }) => lowHz > WALL_HZ);

/**
 * Running cross-spectrum of two recordings. In every half octave by itself it gives the energy of the
 * cross-correlation around every lag of the window, relative to the mean energy that unrelated (here: displaced)
 * blocks of the same recordings leave there: about 1 for different sounds; a steady tone or hum is as strong in the
 * displaced blocks and stays about 1 too. The mean of the logarithms then weighs all bands alike, so that one band
 * in which two sounds happen to agree says little.
 */
export interface WaveformCoherence {
  /** Takes block `number` of both; earlier blocks are looked up in the rings. */
  step(a: FrameRing, b: FrameRing, number: number): void;
  /** Mean log relative energy (natural) per lag; false where nothing can be said yet. */
  read(into: Float64Array): boolean;
  /** The same of what lies above 1.5 kHz, around one lag (an index), as of the last `read`. */
  highAt(lag: number): number;
}

export function createWaveformCoherence(): WaveformCoherence {
  const cross = new Float32Array(2 * BLOCK_BINS);
  const displaced = new Float32Array(2 * BLOCK_BINS);
  const white = new Float64Array(BANDS);
  const logs = new Float64Array(BANDS * LAGS);
  let count = 0;
  let displacedCount = 0;

  /** Mean energy by chance in a band. */
  function chance(band: number): number {
    if (displacedCount === 0) return white[band]!;
    return Math.max(white[band]!, (power(displaced, COHERENCE_BANDS[band]!) * count) / displacedCount);
  }
  return {
    step(a, b, number) {
      const nowA = a.at(number);
      const nowB = b.at(number);
      const pastA = a.at(number - DECOY);
      const pastB = b.at(number - DECOY);
      if (nowA !== null && nowB !== null) {
        COHERENCE_BANDS.forEach((band, i) => {
          white[i]! += accumulate(cross, nowA, nowB, band);
        });
        count++;
      }
      if (nowA !== null && pastB !== null) {
        accumulate(displaced, nowA, pastB, ALL);
        displacedCount++;
      }
      if (pastA !== null && nowB !== null) {
        accumulate(displaced, pastA, nowB, ALL);
        displacedCount++;
      }
    },
    read(into) {
      if (count === 0) return false;
      into.fill(0);
      for (let band = 0; band < BANDS; band++) {
        const mean = chance(band);
        if (!(mean > 0)) return false;
        const energies = transforms[band]!(cross);
        for (let lag = 0; lag < LAGS; lag++) {
          const log = Math.log(energies[lag]! / mean + LEAST);
          logs[band * LAGS + lag] = log;
          into[lag] = into[lag]! + log / BANDS;
        }
      }
      return true;
    },
    highAt(lag) {
      let sum = 0;
      for (let band = HIGH_BAND; band < BANDS; band++) sum += logs[band * LAGS + lag]!;
      return sum / (BANDS - HIGH_BAND);
    },
  };
}

const ALL: CoherenceBand = { first: 0, end: BLOCK_BINS, lowHz: 0 };
const transforms = COHERENCE_BANDS.map(createBandTransform);

/**
 * The correlation of one band by a transform just long enough for its bins (twice their number, since energy
 * varies twice as fast as amplitude), and its energy around every lag. The result is overwritten by the next call.
 */
function createBandTransform({ first, end }: CoherenceBand): (cross: Float32Array) => Float64Array {
  const size = Math.max(4, 2 ** Math.ceil(Math.log2(2 * (end - first))));
  const stepsPerMs = ((AUDIO.sampleRate / FEATURES.blockSamples) * size) / 1_000;
  const fft = createComplexFft(size);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  /** Energy of all steps from the most negative lag (-128 ms) up to one, itself left out. */
  const upTo = new Float64Array(size + 1);
  const energies = new Float64Array(LAGS);
  const edge = (lag: number, side: number) =>
    size / 2 + 0.5 + (lagMs(lag) + (side * WIDTH_MS) / 2) * stepsPerMs;
  const between = (at: number) => {
    const whole = Math.floor(at);
    return upTo[whole]! + (at - whole) * (upTo[whole + 1]! - upTo[whole]!);
  };
  return (cross) => {
    re.fill(0);
    im.fill(0);
    re.set(cross.subarray(first, end));
    im.set(cross.subarray(BLOCK_BINS + first, BLOCK_BINS + end));
    fft.inverse(re, im);
    for (let i = 0; i < size; i++) {
      const k = (i + size / 2) & (size - 1);
      upTo[i + 1] = upTo[i]! + re[k]! * re[k]! + im[k]! * im[k]!;
    }
    for (let lag = 0; lag < LAGS; lag++) {
      energies[lag] = (between(edge(lag, 1)) - between(edge(lag, -1))) / (WIDTH_MS * stepsPerMs);
    }
    return energies;
  };
}

/** sum += conj(a) * b; returns the sum of |a|^2 |b|^2, the energy of the product if phases are unrelated. */
function accumulate(sum: Float32Array, a: Float32Array, b: Float32Array, band: CoherenceBand): number {
  let energy = 0;
  for (let i = band.first; i < band.end; i++) {
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

function power(sum: Float32Array, { first, end }: CoherenceBand): number {
  let total = 0;
  for (let i = first; i < end; i++) total += sum[i]! ** 2 + sum[BLOCK_BINS + i]! ** 2;
  return total;
}
