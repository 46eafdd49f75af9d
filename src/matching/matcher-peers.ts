import type { QualitySummary } from '../audio/sound-quality.ts';

/** A stretch of a recording's sketch, for other servers. */
export interface SketchPacket {
  /** Number of its first step on the grid since 1970. */
  readonly firstStep: number;
  /** Fine and coarse word of every step. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** Of the whole sound so far. */
  readonly quality: QualitySummary;
  readonly seconds: number;
}

/** What a matcher has for other servers, and wants of them. */
export interface MatcherPeers {
  /** A step of the sketch of a recording of ours; its number counts since 1970. */
  onSketch(id: string, step: number, fine: number, coarse: number): void;
  /** The features of a recording from elsewhere are needed now. */
  onWanted(id: string): void;
}

export const NO_PEERS: MatcherPeers = { onSketch: () => {}, onWanted: () => {} };
