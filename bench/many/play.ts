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
    const going = [...present.keys()].filter(({ features }) => features.endFrame <= now);
    for (const one of going) present.delete(one);
    const arriving: Recording[] = [];
    while (coming.length > 0 && coming.at(-1)!.features.firstFrame <= now) arriving.push(coming.pop()!);
    for (const one of arriving) present.set(one, firstStepOf(one));
    const steps = [...present].map(([one, next]) => ({ one, next, end: stepsBy(one, now) }));
    for (const { one, end } of steps) present.set(one, end);
    const began = process.cpuUsage();
    for (const one of going) search.remove(one);
    for (const one of arriving) search.add(one, firstStepOf(one));
    for (const { one, next, end } of steps) append(search, one, next, end);
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

const firstStepOf = ({ sound, laterSteps }: Recording): number => sound.firstStep + laterSteps;

/** One past the last step that has arrived. */
function stepsBy(one: Recording, now: number): number {
  one.features.advance(now);
  const arrived = Math.floor(one.features.nextFrame / SKETCH.stepFrames);
  return Math.max(firstStepOf(one), Math.min(arrived, firstStepOf(one) + one.sound.words.length / 2));
}

function append(search: CandidateSearch<Recording>, one: Recording, next: number, end: number): void {
  const first = firstStepOf(one);
  const { words } = one.sound;
  for (let step = next; step < end; step++) {
    search.append(one, step, words[2 * (step - first)]!, words[2 * (step - first) + 1]!);
  }
}

/** When two recordings became candidates, frame; null: never. */
export function proposedAt({ proposed }: Played, a: Recording, b: Recording): number | null {
  return proposed.get(a)?.get(b) ?? proposed.get(b)?.get(a) ?? null;
}
