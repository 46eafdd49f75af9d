import { spawnSync } from 'node:child_process';
import { smallestErrorRate } from './bit-error-rate.ts';
import { type Peer, SAMPLES_PER_MS, WINDOW_MS } from './peer.ts';

/** Chromaprint's own: 11,025 Hz, frames of 4,096 samples every 1,365, and 20 frames behind each word. */
const RATE = 11.025;
const STEP_MS = 1_365 / RATE;
const WORD_MS = (4_096 + 19 * 1_365) / RATE;
const INPUT = ['-format', 's16le', '-rate', '16000', '-channels', '1', '-raw', '-plain', '-'];

interface Fingerprint {
  startMs: number;
  /** Number on the grid of the first word. */
  first: number;
  words: Uint32Array;
}

/**
 * Chromaprint by its command `fpcalc` (Debian: libchromaprint-tools). The score is minus the smallest bit error rate
 * at the allowed lags; null below 2.7 s, which the first word needs.
 *
 * @returns null where the command is not installed
 */
export function createFpcalc(windowMs = WINDOW_MS): Peer<Fingerprint> | null {
  if (spawnSync('fpcalc', ['-version']).error !== undefined) return null;
  // A word stands for 124 ms: lags are whole ones, and a started one counts.
  const lags = Math.ceil(windowMs / STEP_MS);
  return {
    name: 'Chromaprint (fpcalc)',
    prepare(samples, startMs) {
      const first = Math.ceil(startMs / STEP_MS);
      const skipped = Math.round((first * STEP_MS - startMs) * SAMPLES_PER_MS);
      return { startMs, first, words: wordsOf(samples.subarray(skipped)) };
    },
    score(a, b, seconds) {
      const from = Math.max(a.first, b.first);
      const until = Math.max(a.startMs, b.startMs) + 1_000 * seconds;
      const end = Math.max(from, Math.floor((until - WORD_MS) / STEP_MS) + 1);
      const [x, y] = [a, b].map(({ first, words }) => words.subarray(from - first, end - first));
      const rate = smallestErrorRate(x!, y!, lags);
      return rate === null ? null : -rate;
    },
  };
}

/** Empty where the sound is too short. The exit code is 3 even if all went well, as standard input has an end. */
function wordsOf(samples: Int16Array): Uint32Array {
  const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const { stdout } = spawnSync('fpcalc', INPUT, { input });
  return Uint32Array.from((stdout ?? '').toString().match(/\d+/g) ?? [], Number);
}
