import { WALL_WEIGHTS } from './wall-weights.ts';

/** Below this, nothing at all was alive. */
const LEAST_LIVELINESS = 0.01;

/** How far two recordings agree, at the lag of their ratio. */
export interface Agreement {
  /** Share of the common waveform above 1.5 kHz: about 1 when highs and lows agree alike, 0 when only lows do. */
  readonly highShare: number;
  /** Standard score of the band correlation. */
  readonly bands: number;
}

export interface WallTraits extends Agreement {
  /** Of the duller recording above 2.3 kHz, see SoundQuality. */
  readonly liveliness: number;
}

/** What the odds are made of. */
export const wallTraits = ({ highShare, bands, liveliness }: WallTraits): number[] => [
  highShare,
  Math.log(Math.max(LEAST_LIVELINESS, liveliness)),
  bands,
];

/**
 * Log-odds (natural) that what two recordings have in common came to one of them through a wall. A wall takes the
 * highs: then the two agree mostly below 1.5 kHz and in few bands, and the one behind it hears little but noise
 * above 2.3 kHz.
 */
export function wallOdds(traits: WallTraits): number {
  const [highShare, alive, bands] = wallTraits(traits) as [number, number, number];
  return (
    WALL_WEIGHTS.constant +
    WALL_WEIGHTS.highShare * highShare +
    WALL_WEIGHTS.liveliness * alive +
    WALL_WEIGHTS.bands * bands
  );
}
