import { type CandidateSearch, createCandidateSearch } from '../../src/matching/candidate-search.ts';
import { SKETCH } from '../../src/matching/sketch.ts';
import type { Recording } from './crowd.ts';

export interface Played {
  /** Recordings at a time, on average while measured. */
  readonly concurrent: number;
  readonly recordingSeconds: number;
  /** CPU of the search, ms per second of recording. */
  readonly searchMs: number;
  /** When a pair was proposed first, frame. */
  readonly proposed: Map<Recording, Map<Recording, number>>;
  /** Bytes of sketches and of the room to compare them. */
  readonly memoryBytes: number;
}

/** Frames between two calls of the search (96 ms). */
const TICK = 12;

/** Plays a crowd through the search; what happens before frame `from` warms it up and is not measured. */
export function play(
  recordings: readonly Recording[],
  from: number,
  to: number,
  search: CandidateSearch<Recording> = createCandidateSearch(),
  onPair: (pair: [Recording, Recording], now: number) => void = () => {},
): Played {
  const coming = [...recordings].sort((a, b) => b.features.firstFrame - a.features.firstFrame);
  const present = new Map<Recording, number>();
  const proposed = new Map<Recording, Map<Recording, number>>();
  let [searchMs, total, ticks] = [0, 0, 0];
  const start = coming.at(-1)?.features.firstFrame ?? 0;
  for (let now = start; now < to; now += TICK) {
    const isMeasured = now >= from;
    const began = process.cpuUsage();
    for (const one of present.keys()) {
      if (one.features.endFrame > now) continue;
      search.remove(one);
      present.delete(one);
    }
    while (coming.length > 0 && coming.at(-1)!.features.firstFrame <= now) {
      const one = coming.pop()!;
      const firstStep = one.sound.firstStep + one.laterSteps;
      present.set(one, firstStep);
      search.add(one, firstStep);
    }
    for (const [one, next] of present) present.set(one, appendNew(search, one, next, now));
    const pairs = search.propose();
    const { user, system } = process.cpuUsage(began);
    for (const pair of pairs) {
      onPair(pair, now);
      const [a, b] = pair;
      if (!proposed.has(a)) proposed.set(a, new Map());
      proposed.get(a)?.set(b, proposed.get(a)?.get(b) ?? now);
    }
    if (!isMeasured) continue;
    searchMs += (user + system) / 1_000;
    total += present.size;
    ticks++;
  }
  const recordingSeconds = (total * TICK * 8) / 1_000;
  return {
    concurrent: Math.round(total / ticks),
    ...{ recordingSeconds, proposed, searchMs: searchMs / recordingSeconds },
    memoryBytes: search.memory.byteLength,
  };
}

/** Hands over the words of the steps that have arrived; returns the next step. */
function appendNew(search: CandidateSearch<Recording>, one: Recording, next: number, now: number): number {
  const { features, sound, laterSteps } = one;
  features.advance(now);
  let step = next;
  for (; (step + 1) * SKETCH.stepFrames <= features.nextFrame; step++) {
    const at = 2 * (step - laterSteps - sound.firstStep);
    if (at >= sound.words.length) break;
    search.append(one, step, sound.words[at]!, sound.words[at + 1]!);
  }
  return step;
}

/** When two recordings became candidates, frame; null: never. */
export function proposedAt({ proposed }: Played, a: Recording, b: Recording): number | null {
  return proposed.get(a)?.get(b) ?? proposed.get(b)?.get(a) ?? null;
}
