import { type BandSignal, bandSignal, clipSpectrum, fftOf, powerOfTwo, workSpace } from './clip-spectrum.ts';
import { type Peer, SAMPLES_PER_MS, WINDOW_MS } from './peer.ts';

/** Centres 50 Hz to 4 kHz: 1 kHz times powers of the cube root of two. */
const BANDS = Array.from({ length: 20 }, (_, i) => 1_000 * 2 ** ((i - 13) / 3));
/** Order of the Butterworth low-pass that each band-pass is made of (the band-pass has twice as many poles). */
const ORDER = 10;
/** Where a band's filter lets through less than this, nothing is kept. */
const LEAST_GAIN = 0.01;
/**
 * A recording whose mean level lies below this is not compared, dBFS. The paper's 40 dB over one step of the converter
 * (-50 dBFS) would refuse half of the sounds of microphones without gain control.
 */
const GATE_DBFS = -78;
/** The signals of all recordings lie on one grid of this step, ms; no band has a lower rate. */
const GRID_MS = 8;

interface Bands {
  samples: Int16Array;
  startMs: number;
  /** Time of the first sample of each band, ms: a multiple of the grid's step. */
  gridStart: number;
  /** Complex envelopes, lowest band first. */
  signals: BandSignal[];
}

/**
 * Sound-Proof (Karapanos, Marforio, Soriente and Capkun, USENIX Security 2015): third-octave bands; in each the
 * largest magnitude of the normalised cross-correlation over the allowed lags; their mean is the score.
 *
 * Computed differently for speed, to the same effect: each band is kept as its complex envelope at a rate that suits
 * its width, and the magnitude of the envelopes' correlation stands for the peak of the waveforms' next to it.
 */
export function createSoundProof(windowMs = WINDOW_MS): Peer<Bands> {
  return {
    name: 'Sound-Proof bands',
    prepare(samples, startMs) {
      const spectrum = clipSpectrum(samples);
      const gridStart = Math.ceil(startMs / GRID_MS) * GRID_MS;
      const signals = BANDS.map((centre) => {
        const gainAt = butterworth(centre);
        const bins = binsOf(gainAt, centre, spectrum.binHz);
        return bandSignal(spectrum, bins, bins[0], 1_000 / GRID_MS, gridStart - startMs, gainAt);
      });
      return { samples, startMs, gridStart, signals };
    },
    score(a, b, seconds) {
      const start = Math.max(a.startMs, b.startMs);
      if (Math.min(levelOf(a, start, seconds), levelOf(b, start, seconds)) < GATE_DBFS) return null;
      const from = Math.max(a.gridStart, b.gridStart);
      const length = start + 1_000 * seconds - from;
      let sum = 0;
      a.signals.forEach((signal, band) => {
        const lags = Math.floor((windowMs * signal.rate) / 1_000 + 1e-9);
        const one = stretchOf(signal, from - a.gridStart, length);
        sum += peakOf(one, stretchOf(b.signals[band]!, from - b.gridStart, length), lags);
      });
      return sum / BANDS.length;
    },
  };
}

function butterworth(centre: number): (hz: number) => number {
  const width = centre * (2 ** (1 / 6) - 2 ** (-1 / 6));
  return (hz) => 1 / Math.sqrt(1 + ((hz * hz - centre * centre) / (hz * width)) ** (2 * ORDER));
}

/** First and last bin that a band-pass lets through. */
function binsOf(gainAt: (hz: number) => number, centre: number, binHz: number): [number, number] {
  let [first, last] = [Math.round(centre / binHz), Math.round(centre / binHz)];
  while (first > 1 && gainAt((first - 1) * binHz) >= LEAST_GAIN) first--;
  while (gainAt((last + 1) * binHz) >= LEAST_GAIN) last++;
  return [first, last];
}

/** A part of a signal, from and length in ms. */
function stretchOf({ rate, re, im }: BandSignal, from: number, length: number): BandSignal {
  const first = Math.round((from * rate) / 1_000);
  const end = first + Math.floor((length * rate) / 1_000);
  return { rate, re: re.subarray(first, end), im: im.subarray(first, end) };
}

/** Largest magnitude of the normalised cross-correlation at lags up to `lags` samples to either side. */
function peakOf(a: BandSignal, b: BandSignal, lags: number): number {
  const size = powerOfTwo(a.re.length + lags);
  // One array of twice the length holds both, so that the work space is that of one size.
  const [re, im] = workSpace(2 * size);
  const [ar, ai] = [re.subarray(0, size), im.subarray(0, size)];
  const [br, bi] = [re.subarray(size), im.subarray(size)];
  ar.set(a.re);
  ai.set(a.im);
  br.set(b.re);
  bi.set(b.im);
  const fft = fftOf(size);
  fft.forward(ar, ai);
  fft.forward(br, bi);
  let [energyA, energyB] = [0, 0];
  for (let k = 0; k < size; k++) {
    energyA += ar[k]! * ar[k]! + ai[k]! * ai[k]!;
    energyB += br[k]! * br[k]! + bi[k]! * bi[k]!;
    const cross = ar[k]! * br[k]! + ai[k]! * bi[k]!;
    ai[k] = ar[k]! * bi[k]! - ai[k]! * br[k]!;
    ar[k] = cross;
  }
  if (energyA === 0 || energyB === 0) return 0;
  fft.inverse(ar, ai);
  let best = 0;
  for (let lag = -lags; lag <= lags; lag++) {
    const at = (lag + size) % size;
    best = Math.max(best, ar[at]! * ar[at]! + ai[at]! * ai[at]!);
  }
  return Math.sqrt(best / (energyA * energyB));
}

/** Mean level from a time on, dBFS. */
function levelOf({ samples, startMs }: Bands, from: number, seconds: number): number {
  const first = Math.round((from - startMs) * SAMPLES_PER_MS);
  const part = samples.subarray(first, first + seconds * 1_000 * SAMPLES_PER_MS);
  let sum = 0;
  for (const sample of part) sum += sample * sample;
  return 10 * Math.log10(sum / part.length / 32_768 ** 2);
}
