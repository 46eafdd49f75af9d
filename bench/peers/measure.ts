import type { Score } from '../match/error-rates.ts';
import { SCORE_SECONDS } from '../match/replay-pair.ts';
import { cpuTimeMs } from './cpu-time.ts';
import type { Peer } from './peer.ts';

/** A recording as a device sends it: samples and what it claims about their time. No labels. */
export interface Recording {
  file: string;
  samples: Int16Array;
  startMs: number;
}

/** What a method made of all pairs, in their order. */
export interface Measured {
  name: string;
  /** By seconds of common audio. */
  scores: Record<number, Score[]>;
  /** CPU, ms: preparing a second of recording, and comparing a pair by so many seconds. */
  msPerSecond: number;
  msPerComparison: Record<number, number>;
}

const RATE_HZ = 16_000;

export function measure(
  peer: Peer,
  recordings: readonly Recording[],
  pairs: ReadonlyArray<{ a: string; b: string }>,
): Measured {
  const began = cpuTimeMs();
  const prepared = new Map(
    recordings.map(({ file, samples, startMs }) => [file, peer.prepare(samples, startMs)]),
  );
  const seconds = recordings.reduce((sum, { samples }) => sum + samples.length / RATE_HZ, 0);
  const msPerSecond = (cpuTimeMs() - began) / seconds;
  const scores: Record<number, Score[]> = {};
  const msPerComparison: Record<number, number> = {};
  for (const length of SCORE_SECONDS) {
    const start = cpuTimeMs();
    scores[length] = pairs.map(({ a, b }) => peer.score(prepared.get(a), prepared.get(b), length));
    msPerComparison[length] = (cpuTimeMs() - start) / pairs.length;
  }
  return { name: peer.name, scores, msPerSecond, msPerComparison };
}
