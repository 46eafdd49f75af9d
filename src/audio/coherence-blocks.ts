import { AUDIO } from '../shared/audio-format.ts';
import { FEATURES } from './feature-format.ts';
import { createRealSpectrum } from './real-spectrum.ts';

const BIN_HZ = AUDIO.sampleRate / FEATURES.blockSamples;
const FIRST = Math.ceil(FEATURES.blockLowHz / BIN_HZ);
/** Bins in the spectrum of a block. */
export const BLOCK_BINS = Math.floor(FEATURES.blockHighHz / BIN_HZ) - FIRST + 1;
const TINY = 1e-7;

/** A stretch of a block's bins: [first, end), and the frequency of its lower edge, Hz. */
export interface CoherenceBand {
  readonly first: number;
  readonly end: number;
  readonly lowHz: number;
}

/** Bands of half an octave. In each, two waveforms are compared by itself: a tone or a drum fills one, not all. */
export const COHERENCE_BANDS: readonly CoherenceBand[] = halfOctaves();

function halfOctaves(): CoherenceBand[] {
  const halfOctave = (i: number) => Math.floor(2 * Math.log2(((FIRST + i) * BIN_HZ) / 1_000) + 0.5);
  const bands: CoherenceBand[] = [];
  for (let first = 0, end = 1; end <= BLOCK_BINS; end++) {
    if (end < BLOCK_BINS && halfOctave(end) === halfOctave(first)) continue;
    bands.push({ first, end, lowHz: (FIRST + first) * BIN_HZ });
    first = end;
  }
  return bands;
}

/**
 * Spectra of 256 ms blocks with their phases, half whitened: each bin divided by the square root of its magnitude.
 * The cross-spectra of two recordings then say at which lag they hold the same waveform (GCC with partial PHAT
 * weighting, Knapp and Carter 1976).
 *
 * @returns a function: 4096 samples in; real parts of the bins, then imaginary parts out (2 * BLOCK_BINS values)
 */
export function createCoherenceBlocks(): (block: Int16Array, into: Float32Array) => void {
  const spectrum = sharedSpectrum();
  return (block, into) => {
    const { re, im } = spectrum(block);
    for (let i = 0; i < BLOCK_BINS; i++) {
      const [a, b] = [re[FIRST + i]!, im[FIRST + i]!];
      const flat = 1 / Math.sqrt(Math.sqrt(a * a + b * b) + TINY);
      into[i] = a * flat;
      into[BLOCK_BINS + i] = b * flat;
    }
    // A6: no trace of the sound stays in the work space.
    re.fill(0);
    im.fill(0);
  };
}

let shared: ReturnType<typeof createRealSpectrum> | undefined;
/** Tables and work space are the same for all recordings of a thread. */
function sharedSpectrum(): ReturnType<typeof createRealSpectrum> {
  shared ??= createRealSpectrum(FEATURES.blockSamples);
  return shared;
}
