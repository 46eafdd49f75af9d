/** Root mean square of Int16 samples, 0..1. */
export function rms(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) / 32_768;
}

/** Largest magnitude among Int16 samples, 0..1. */
export function peak(samples: Int16Array): number {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return most / 32_768;
}

/**
 * Height of a bar for a magnitude: decibels between -60 dB (0) and -6 dB (1), since quiet rooms should show too.
 * Digital silence, and nothing else, has no height at all.
 */
export function barHeight(magnitude: number): number {
  if (magnitude <= 0) return 0;
  const decibels = 20 * Math.log10(magnitude);
  return Math.max(0.04, Math.min(1, (decibels + 60) / 54));
}
