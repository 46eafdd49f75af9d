import { AUDIO } from '../shared/audio-format.ts';
import { FEATURES } from './feature-format.ts';
import { createRealSpectrum } from './real-spectrum.ts';

const BIN_HZ = AUDIO.sampleRate / FEATURES.blockSamples;
const FIRST = Math.ceil(FEATURES.blockLowHz / BIN_HZ);
/** Bins in the spectrum of a block. */
export const BLOCK_BINS = Math.floor(FEATURES.blockHighHz / BIN_HZ) - FIRST + 1;
const TINY = 1e-7;

/** Index in a block of the bin at a frequency in its range, Hz. */
export const blockBin = (hz: number): number => Math.round(hz / BIN_HZ) - FIRST;

/** Third-octave band of each bin, counted from the lowest. */
const BAND_OF = Uint8Array.from({ length: BLOCK_BINS }, (_, i) => {
  const thirdOctave = (hz: number) => Math.floor(3 * Math.log2(hz / 1_000) + 0.5);
  return thirdOctave((FIRST + i) * BIN_HZ) - thirdOctave(FIRST * BIN_HZ);
});
const BANDS = BAND_OF[BLOCK_BINS - 1]! + 1;
const BINS_IN_BAND = new Float64Array(BANDS);
for (const band of BAND_OF) BINS_IN_BAND[band]!++;

/**
 * Spectra of 256 ms blocks with their phases, half whitened: each bin divided by the square root of its magnitude,
 * then each third octave divided by its mean level in this recording so far (mean power of a bin: about 1).
 * The cross-spectra of two recordings then say at which lag they hold the same waveform (GCC with partial PHAT
 * weighting, Knapp and Carter 1976).
 */
export interface CoherenceBlocks {
  /**
   * @param block 4096 samples
   * @param into real parts of the bins, then imaginary parts: 2 * BLOCK_BINS values
   */
  next(block: Int16Array, into: Float32Array): void;
  erase(): void;
}

export function createCoherenceBlocks(): CoherenceBlocks {
  const spectrum = sharedSpectrum();
  const power = new Float64Array(BANDS);
  const gain = new Float64Array(BANDS);
  let count = 0;
  return {
    next(block, into) {
      const { re, im } = spectrum(block);
      for (let i = 0; i < BLOCK_BINS; i++) {
        const [a, b] = [re[FIRST + i]!, im[FIRST + i]!];
        const magnitude = Math.sqrt(a * a + b * b) + TINY;
        const flat = 1 / Math.sqrt(magnitude);
        into[i] = a * flat;
        into[BLOCK_BINS + i] = b * flat;
        power[BAND_OF[i]!]! += (magnitude * flat) ** 2;
      }
      count++;
      for (let band = 0; band < BANDS; band++) {
        gain[band] = Math.sqrt((count * BINS_IN_BAND[band]!) / (power[band]! + TINY));
      }
      for (let i = 0; i < BLOCK_BINS; i++) {
        into[i] = into[i]! * gain[BAND_OF[i]!]!;
        into[BLOCK_BINS + i] = into[BLOCK_BINS + i]! * gain[BAND_OF[i]!]!;
      }
      // A6: no trace of the sound stays in the work space.
      re.fill(0);
      im.fill(0);
    },
    erase() {
      power.fill(0);
      gain.fill(0);
      count = 0;
    },
  };
}

let shared: ReturnType<typeof createRealSpectrum> | undefined;
/** Tables and work space are the same for all recordings of a thread. */
function sharedSpectrum(): ReturnType<typeof createRealSpectrum> {
  shared ??= createRealSpectrum(FEATURES.blockSamples);
  return shared;
}
