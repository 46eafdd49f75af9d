import type { Clip } from './manifest.ts';

/** Bands of a pair's noise: room sound over the device's own noise, of the noisier of its two clips. */
export const NOISE_BANDS = ['>= 10 dB', '0..10 dB', '< 0 dB'] as const;

export function noiseBandOf(a: Clip, b: Clip): (typeof NOISE_BANDS)[number] {
  const noisier = Math.min(a.snr_db, b.snr_db);
  return NOISE_BANDS[noisier >= 10 ? 0 : noisier >= 0 ? 1 : 2];
}
