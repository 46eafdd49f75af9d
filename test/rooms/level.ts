/** Amplitude ratio of a level difference in dB. */
export const amplitude = (db: number): number => 10 ** (db / 20);

/** Root mean square. */
export function rms(signal: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < signal.length; i += 1) sum += signal[i]! ** 2;
  return Math.sqrt(sum / Math.max(1, signal.length));
}

/** Level in dB relative to a full scale of 1 (rms, not peak). */
export const decibels = (signal: ArrayLike<number>): number => 20 * Math.log10(rms(signal) + 1e-12);

/** Scales `signal` in place to `level` dB; silence stays silence. */
export function setLevel(signal: Float64Array, level: number): Float64Array {
  const now = rms(signal);
  if (now < 1e-9) return signal;
  const gain = amplitude(level) / now;
  for (let i = 0; i < signal.length; i += 1) signal[i]! *= gain;
  return signal;
}

/** Adds `gain` times `other` to `signal` in place, from sample `at`; `cyclic` wraps around the end. */
export function mixIn(
  signal: Float64Array,
  other: ArrayLike<number>,
  gain = 1,
  at = 0,
  cyclic = false,
): Float64Array {
  for (let i = 0; i < other.length; i += 1) {
    const to = cyclic ? (at + i) % signal.length : at + i;
    if (to < signal.length) signal[to]! += gain * other[i]!;
  }
  return signal;
}
