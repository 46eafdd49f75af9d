import { createComplexFft } from './complex-fft.ts';

/** The lower half of a spectrum: bin k is k * sampleRate / size Hz; size / 2 + 1 bins. */
export interface HalfSpectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Spectrum of a windowed stretch of Int16 sound, by one complex FFT of half the length.
 * The window is the periodic Hann window; full scale is 1. The result is overwritten by the next call.
 *
 * @param size samples in the stretch, a power of two, at least 4
 */
export function createRealSpectrum(size: number): (samples: Int16Array) => HalfSpectrum {
  const half = size / 2;
  const fft = createComplexFft(half);
  const window = new Float64Array(size);
  for (let i = 0; i < size; i++) window[i] = (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)) / 32_768;
  const a = new Float64Array(half);
  const b = new Float64Array(half);
  const re = new Float64Array(half + 1);
  const im = new Float64Array(half + 1);
  const cos = new Float64Array(half + 1);
  const sin = new Float64Array(half + 1);
  for (let k = 0; k <= half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = Math.sin((2 * Math.PI * k) / size);
  }
  return (samples) => {
    for (let i = 0; i < half; i++) {
      a[i] = samples[2 * i]! * window[2 * i]!;
      b[i] = samples[2 * i + 1]! * window[2 * i + 1]!;
    }
    fft.forward(a, b);
    for (let k = 0; k <= half; k++) {
      const i = k === half ? 0 : k;
      const j = k === 0 ? 0 : half - k;
      const evenRe = (a[i]! + a[j]!) / 2;
      const evenIm = (b[i]! - b[j]!) / 2;
      const oddRe = (b[i]! + b[j]!) / 2;
      const oddIm = (a[j]! - a[i]!) / 2;
      re[k] = evenRe + cos[k]! * oddRe + sin[k]! * oddIm;
      im[k] = evenIm + cos[k]! * oddIm - sin[k]! * oddRe;
    }
    // A6: no trace of the sound stays in the work space.
    a.fill(0);
    b.fill(0);
    return { re, im };
  };
}
