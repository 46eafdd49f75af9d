import { expect, test } from 'vitest';
import type { RecordingResult } from '../../shared/protocol.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { HeardRecording } from './heard-recording.ts';
import { LastWords } from './last-words.ts';

test('A4: who is claimed anew while somebody looks what came of the first claim is still told, should nobody decide', async () => {
  let time = 0;
  let asked: ((tab: null) => void)[] = [];
  const told: RecordingResult[] = [];
  /** Where the tab is cannot be said before `answered`. */
  const getTab = () => new Promise<null>((resolve) => void asked.push(resolve));
  const words = new LastWords({
    store: { getTab } as unknown as LiveStore,
    now: () => time,
    tell: (_, result) => void told.push(result),
  });
  const recording: HeardRecording = {
    ...{ id: 'r', tabId: 't', from: '::', startedAt: 0, endedAt: 0, outcome: null },
  };
  const answered = async () => {
    for (const answer of asked) answer(null);
    asked = [];
    await new Promise(setImmediate);
  };
  const first = words.claim([recording]);
  await answered();
  await first;
  words.none(recording, 'alone');
  time = 10_000;
  expect(words.look(recording)).toBe(false); // begins to look where the tab is
  const again = words.claim([recording]);
  await answered();
  await again;
  expect(told, 'somebody decides').toEqual([]);
  time = 20_000;
  words.look(recording);
  await answered();
  expect(told).toEqual([{ outcome: 'none', recordingId: 'r', reason: 'alone' }]);
});
