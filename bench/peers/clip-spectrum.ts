import { type ComplexFft, createComplexFft } from '../../src/audio/complex-fft.ts';
import { SAMPLES_PER_MS } from './peer.ts';

const RATE_HZ = 1_000 * SAMPLES_PER_MS;

/** The spectrum of a whole recording, padded with zeros to a power of two. */
export interface ClipSpectrum {
  re: Float64Array;
  im: Float64Array;
  /** Distance of bins, Hz. */
  binHz: number;
}

/** A part of a spectrum as a complex signal at a rate of its own, Hz. */
export interface BandSignal {
  rate: number;
  re: Float32Array;
  im: Float32Array;
}

export function clipSpectrum(samples: Int16Array): ClipSpectrum {
  const size = powerOfTwo(samples.length);
  const re = Float64Array.from({ length: size }, (_, i) => (samples[i] ?? 0) / 32_768);
  const im = new Float64Array(size);
  fftOf(size).forward(re, im);
  return { re, im, binHz: RATE_HZ / size };
}

/**
 * The positive frequencies from one bin to another as a complex signal.
 *
 * @param zeroBin the bin that becomes frequency 0
 * @param leastHz lowest sample rate of the result
 * @param laterMs the result's first sample lies this long after the recording's, ms
 * @param gainAt by frequency, Hz
 */
export function bandSignal(
  { re, im, binHz }: ClipSpectrum,
  [first, last]: readonly [number, number],
  zeroBin: number,
  leastHz: number,
  laterMs: number,
  gainAt: (hz: number) => number,
): BandSignal {
  const length = powerOfTwo(Math.max(last - zeroBin + 1, leastHz / binHz));
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  for (let bin = first; bin <= last; bin++) {
    const gain = gainAt(bin * binHz);
    const angle = (2 * Math.PI * bin * binHz * laterMs) / 1_000;
    const [cos, sin] = [gain * Math.cos(angle), gain * Math.sin(angle)];
    x[bin - zeroBin] = re[bin]! * cos - im[bin]! * sin;
    y[bin - zeroBin] = re[bin]! * sin + im[bin]! * cos;
  }
  fftOf(length).inverse(x, y);
  return { rate: binHz * length, re: Float32Array.from(x), im: Float32Array.from(y) };
}

export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(4, least)));

const ffts = new Map<number, ComplexFft>();
/** The transform of a length, its tables made once. */
export function fftOf(size: number): ComplexFft {
  const fft = ffts.get(size) ?? createComplexFft(size);
  ffts.set(size, fft);
  return fft;
}

const spaces = new Map<number, readonly [Float64Array, Float64Array]>();
/** Two arrays of zeros, the same ones for every call with a size. */
export function workSpace(size: number): readonly [re: Float64Array, im: Float64Array] {
  const space = spaces.get(size) ?? ([new Float64Array(size), new Float64Array(size)] as const);
  spaces.set(size, space);
  for (const array of space) array.fill(0);
  return space;
}
