import { createRealSpectrum } from '../../src/audio/real-spectrum.ts';
import { smallestErrorRate } from './bit-error-rate.ts';
import { type Peer, SAMPLES_PER_MS, WINDOW_MS } from './peer.ts';

/** Logarithmically spaced bands and their outer edges, Hz; each bit compares two neighbours. */
const BANDS = 33;
const LOW_HZ = 300;
const HIGH_HZ = 5_000;
/** Length of a frame, samples (256 ms), and distance, ms. The paper has 370 and 11.6: too long for a second of sound. */
const FRAME = 4_096;
const HOP_MS = 8;
const EDGES = Array.from({ length: BANDS + 1 }, (_, i) => {
  const hz = LOW_HZ * (HIGH_HZ / LOW_HZ) ** (i / BANDS);
  return Math.round((hz * FRAME) / (1_000 * SAMPLES_PER_MS));
});

interface SubFingerprints {
  startMs: number;
  /** Number on the grid of the first frame. */
  firstFrame: number;
  /** One word per frame from the second on. */
  words: Uint32Array;
}

/**
 * Haitsma and Kalker, "A Highly Robust Audio Fingerprinting System" (ISMIR 2002): 32 bits per frame say whether the
 * difference of neighbouring bands' energies has grown since the frame before. The score is minus the smallest bit
 * error rate at the allowed lags.
 */
export function createHaitsmaKalker(windowMs = WINDOW_MS): Peer<SubFingerprints> {
  const spectrum = createRealSpectrum(FRAME);
  return {
    name: 'Haitsma-Kalker bits',
    prepare(samples, startMs) {
      const firstFrame = Math.ceil(startMs / HOP_MS);
      const words: number[] = [];
      let before: Float64Array | undefined;
      for (let n = firstFrame; ; n++) {
        const at = Math.round((n * HOP_MS - startMs) * SAMPLES_PER_MS);
        if (at + FRAME > samples.length) break;
        const energies = energiesOf(spectrum(samples.subarray(at, at + FRAME)));
        if (before !== undefined) words.push(wordOf(energies, before));
        before = energies;
      }
      return { startMs, firstFrame: firstFrame + 1, words: Uint32Array.from(words) };
    },
    score(a, b, seconds) {
      const from = Math.max(a.firstFrame, b.firstFrame);
      const until = Math.max(a.startMs, b.startMs) + 1_000 * seconds;
      const end = Math.floor((until - FRAME / SAMPLES_PER_MS) / HOP_MS + 1e-9) + 1;
      const cut = ({ firstFrame, words }: SubFingerprints) =>
        words.subarray(from - firstFrame, Math.max(from, end) - firstFrame);
      const lags = Math.floor(windowMs / HOP_MS + 1e-9);
      const rate = smallestErrorRate(cut(a), cut(b), lags);
      return rate === null ? null : -rate;
    },
  };
}

function energiesOf({ re, im }: { re: Float64Array; im: Float64Array }): Float64Array {
  return Float64Array.from({ length: BANDS }, (_, band) => {
    let sum = 0;
    for (let bin = EDGES[band]!; bin < EDGES[band + 1]!; bin++) sum += re[bin]! ** 2 + im[bin]! ** 2;
    return sum;
  });
}

function wordOf(now: Float64Array, before: Float64Array): number {
  let word = 0;
  for (let band = 0; band < BANDS - 1; band++) {
    const growth = now[band]! - now[band + 1]! - (before[band]! - before[band + 1]!);
    word = (word << 1) | (growth > 0 ? 1 : 0);
  }
  return word >>> 0;
}
