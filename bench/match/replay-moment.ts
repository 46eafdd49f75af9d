import { createLocalMatcher } from '../../src/matching/local-matcher.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';

/** A recording as a page would send it. */
export interface Sender {
  id: string;
  samples: Int16Array;
  /** True and claimed capture time of the first sample, ms. */
  startsAt: number;
  claimed: number;
}

/** From a chunk's last sample to its arrival, ms. */
const TRANSPORT_MS = 50;

/**
 * Everybody of one moment listens at the same time through the whole matcher; nobody stops when found.
 *
 * @returns the rooms as they were at the end, by recording id, when each was first announced (ms), and the groups
 *   whose people would be asked
 */
export function replayMoment(senders: readonly Sender[]): {
  rooms: string[][];
  announcedAt: number[];
  asked: (readonly string[])[];
} {
  const matcher = createLocalMatcher();
  const origin = 1_000_000;
  const events = senders.flatMap(({ samples, startsAt }, sender) =>
    Array.from({ length: Math.floor(samples.length / AUDIO.chunkSamples) }, (_, sequence) => ({
      ...{ sender, sequence },
      at: startsAt + (sequence + 1) * AUDIO.chunkMs + TRANSPORT_MS,
    })),
  );
  events.sort((x, y) => x.at - y.at);
  const rooms = new Map<string, string[]>();
  const announcedAt: number[] = [];
  const asked: (readonly string[])[] = [];
  const advance = (now: number) => {
    for (const decision of matcher.advance(now)) {
      if (decision.type === 'ask') asked.push(decision.recordingIds);
      if (decision.type !== 'room') continue;
      announcedAt.push(now - origin);
      for (const id of decision.recordingIds) rooms.set(id, decision.recordingIds);
    }
  };
  for (const { id, startsAt, claimed } of senders)
    matcher.start({ id, startedAt: origin + claimed }, origin + startsAt);
  for (const { sender, sequence, at } of events) {
    const { id, samples, claimed } = senders[sender]!;
    const from = sequence * AUDIO.chunkSamples;
    const capturedAt = origin + claimed + sequence * AUDIO.chunkMs;
    matcher.push(
      id,
      { sequence, capturedAt, samples: samples.subarray(from, from + AUDIO.chunkSamples) },
      origin + at,
    );
    advance(origin + at);
    if ((sequence + 2) * AUDIO.chunkSamples > samples.length) matcher.end(id, origin + at);
  }
  for (let at = 6_300; at < 12_000; at += 100) advance(origin + at);
  return { rooms: [...new Set(rooms.values())], announcedAt, asked };
}
