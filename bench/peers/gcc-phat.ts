import { bandSignal, clipSpectrum, fftOf, powerOfTwo, workSpace } from './clip-spectrum.ts';
import { type Peer, WINDOW_MS } from './peer.ts';

const LOW_HZ = 200;
const HIGH_HZ = 3_800;
/** The band as a signal of this rate, Hz, on a grid of one sample that all recordings share. */
const RATE_HZ = 8_000;
const PER_MS = RATE_HZ / 1_000;
const TINY = 1e-12;

interface Band {
  startMs: number;
  /** Number on the grid of the first sample. */
  first: number;
  samples: Float32Array;
}

/**
 * GCC-PHAT over the full band (Knapp and Carter, IEEE TASSP 24, 1976): the cross-spectrum of the whole stretch with
 * nothing but its phases left, back in time. The score is the largest value at the allowed lags, in standard
 * deviations of what as many unrelated phases give. One transform of the stretch finds far more here than the mean of
 * many short blocks.
 */
export function createGccPhat(windowMs = WINDOW_MS): Peer<Band> {
  const lags = Math.floor(windowMs * PER_MS);
  return {
    name: 'GCC-PHAT',
    prepare(samples, startMs) {
      const spectrum = clipSpectrum(samples);
      const bins = [LOW_HZ, HIGH_HZ].map((hz) => Math.round(hz / spectrum.binHz)) as [number, number];
      const first = Math.ceil(startMs * PER_MS);
      const { re } = bandSignal(spectrum, bins, 0, RATE_HZ, first / PER_MS - startMs, () => 1);
      return { startMs, first, samples: re };
    },
    score(a, b, seconds) {
      const from = Math.max(a.first, b.first);
      const end = Math.floor((Math.max(a.startMs, b.startMs) + 1_000 * seconds) * PER_MS);
      const size = powerOfTwo(end - from + lags);
      const [re, im] = workSpace(size);
      // Two real signals share one transform.
      re.set(a.samples.subarray(from - a.first, end - a.first));
      im.set(b.samples.subarray(from - b.first, end - b.first));
      fftOf(size).forward(re, im);
      const [low, high] = [LOW_HZ, HIGH_HZ].map((hz) => Math.round((hz * size) / RATE_HZ)) as [
        number,
        number,
      ];
      keepPhases(re, im, low, high);
      fftOf(size).inverse(re, im);
      let best = 0;
      for (let lag = -lags; lag <= lags; lag++) best = Math.max(best, re[(lag + size) % size]!);
      return best / Math.sqrt((high - low + 1) / 2);
    },
  };
}

/** Spectrum of one signal plus i times another, in place to the phases of their cross-spectrum. */
function keepPhases(re: Float64Array, im: Float64Array, low: number, high: number): void {
  const size = re.length;
  for (let k = low; k <= high; k++) {
    const [zr, zi, mr, mi] = [re[k]!, im[k]!, re[size - k]!, im[size - k]!];
    const [ar, ai] = [zr + mr, zi - mi];
    const [br, bi] = [zi + mi, mr - zr];
    const [x, y] = [ar * br + ai * bi, ar * bi - ai * br];
    const magnitude = Math.sqrt(x * x + y * y) + TINY;
    re[k] = x / magnitude;
    im[k] = y / magnitude;
  }
  for (const part of [re, im]) {
    part.fill(0, 0, low);
    part.fill(0, high + 1);
  }
}
