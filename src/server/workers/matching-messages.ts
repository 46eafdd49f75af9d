import type { MessagePort } from 'node:worker_threads';
import type { FeaturePacket } from '../../audio/feature-packet.ts';
import type { MatcherConfig } from '../../matching/config.ts';
import type { MatcherDecision } from '../../matching/matcher.ts';
import type { SketchPacket } from '../../matching/matcher-peers.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/*
 * What the threads tell each other. Times are ms on the server's clock, taken when the main thread heard of it.
 *
 *   main ── ToFeatures ──► feature thread ── FeatureMessage ──► matching thread ── FromMatching ──► main
 *                               └── Answered (refusals) ──────────────────────────────────────────► main
 *   main ── ForeignMessage (what other servers hear) ──────────► matching thread
 */

/** What the matching thread starts with. */
export interface MatchingData {
  /** See `createClock`. */
  readonly clockOrigin: number;
  readonly matcher: Partial<MatcherConfig>;
}

type Start = { type: 'start'; id: string; startedAt: number; canPlay: boolean; now: number };
type End = { type: 'end'; id: string; now: number };
type Forget = { type: 'forget'; id: string };

/** The far end of a channel to a new thread of the other kind. */
export type Connect = { type: 'connect'; port: MessagePort };

/** 200 ms of sound. */
export interface ChunkMessage {
  type: 'chunk';
  request: number;
  id: string;
  sequence: number;
  capturedAt: number;
  /** Int16 samples. */
  samples: SharedArrayBuffer;
  now: number;
}

/**
 * `memory` is where the recording's sound is held: INTAKE_SAMPLES Int16 samples. It and that of chunks is shared, so
 * that the main thread can erase it when the feature thread no longer can (A6).
 */
export type ToFeatures = Connect | (Start & { memory: SharedArrayBuffer }) | ChunkMessage | End | Forget;

/** A recording's news, in their order. The memory of packets is handed over, not copied. */
export type FeatureMessage =
  | Start
  | { type: 'packet'; request: number; id: string; packet: FeaturePacket; now: number }
  | End
  | Forget;

/** Recordings of other servers, as the main thread hears of them. The memory of packets is handed over. */
export type ForeignMessage =
  | Start
  | { type: 'packet'; id: string; packet: FeaturePacket }
  | { type: 'sketch'; id: string; sketch: SketchPacket }
  | End
  | Forget;

/** What the main thread tells the matching thread. */
export type ToMatching =
  | Connect
  | { type: 'foreign'; message: ForeignMessage }
  /** From now on packets of own recordings are wanted for other servers. */
  | { type: 'share' };

/** What became of a chunk. */
export type Answered = { type: 'answered'; request: number; error: ErrorCode | null };

export type FromMatching = Answered | { type: 'decisions'; decisions: MatcherDecision[] } | ForPeers;

export type ForPeers =
  /** What a chunk of a recording of ours came to. */
  | { type: 'packet'; id: string; packet: FeaturePacket; sketch: SketchPacket }
  /** The features of a recording from elsewhere are needed now. */
  | { type: 'wanted'; id: string };

/**
 * A chunk that waited longer than this for its turn, or its features for theirs, says that there is more sound than
 * this machine can compare, ms.
 */
export const MOST_WAITED_MS = 500;
