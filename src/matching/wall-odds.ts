/** Made by bench/match/fit-wall.ts. */
const WALL_WEIGHTS = { constant: -4.84, highShare: -7.87, liveliness: -5.17 };

/** Below this, nothing at all was alive. */
const LEAST_LIVELINESS = 0.01;

/**
 * Log-odds (natural) that what two recordings have in common came to one of them through a wall. A wall takes the
 * highs: then the two agree mostly below 1.5 kHz, and the one behind it hears little but noise above 2.3 kHz.
 *
 * @param highShare share of the common waveform above 1.5 kHz, see PairEvidence
 * @param liveliness of the duller recording above 2.3 kHz, see SoundQuality
 */
export function wallOdds(highShare: number, liveliness: number): number {
  const alive = Math.log(Math.max(LEAST_LIVELINESS, liveliness));
  return WALL_WEIGHTS.constant + WALL_WEIGHTS.highShare * highShare + WALL_WEIGHTS.liveliness * alive;
}
