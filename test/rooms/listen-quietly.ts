import { createLocalMatcher } from '../../src/matching/local-matcher.ts';
import { listen } from '../signals/listening-hall.ts';
import { type QuietDevice, type QuietRoomsOptions, quietRooms } from './quiet-rooms.ts';

/** What came of listening in silent rooms, with the time of each decision, ms. */
export interface QuietOutcome {
  readonly rooms: { at: number; ids: string[] }[];
  /** Who was asked to play. */
  readonly asked: { at: number; id: string; delayMs: number }[];
  /** Whose people were asked whether they are in one room. */
  readonly questions: string[][];
  /** Why the others found nobody. */
  readonly reasons: Record<string, string>;
}

/** Devices of silent rooms listen through the whole matcher, and play when they are asked to. */
export function listenQuietly(
  plan: readonly QuietDevice[],
  options: Partial<QuietRoomsOptions> = {},
): QuietOutcome {
  const outcome: QuietOutcome = { rooms: [], asked: [], questions: [], reasons: {} };
  const devices = quietRooms(plan, { seed: 1, ...options });
  for (const { at, decision } of listen(createLocalMatcher(), devices, 18_000).heard) {
    if (decision.type === 'ask') outcome.questions.push([...decision.recordingIds].sort());
    else if (decision.type === 'room') outcome.rooms.push({ at, ids: [...decision.recordingIds].sort() });
    else if (decision.type === 'play') {
      outcome.asked.push({ at, id: decision.recordingId, delayMs: decision.delayMs });
    } else outcome.reasons[decision.recordingId] = decision.reason;
  }
  return outcome;
}
