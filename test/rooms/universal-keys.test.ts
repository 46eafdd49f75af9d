import { expect, test } from 'vitest';
import { computeClipFeatures } from '../../bench/match/clip-features.ts';
import { replayPair } from '../../bench/match/replay-pair.ts';
import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { createLocalMatcher } from '../../src/matching/local-matcher.ts';
import { NO_ROOM_REASONS, type NoRoomReason } from '../../src/shared/reasons.ts';
import { listen } from '../signals/listening-hall.ts';
import { babble, heard } from '../signals/synthetic-sound.ts';
import { universalKeys } from '../signals/universal-keys.ts';

const SECONDS = 3;
const ROOMS = 200;

test('A4: a recording made of 15 universal keys, tried against 200 rooms, opens none', () => {
  const keys = [...universalKeys(SECONDS)];
  expect(keys).toHaveLength(15);
  // All at once, and each by itself in turn: a fifth of a second of each.
  const chunk = 3_200;
  const mixed = Int16Array.from({ length: SECONDS * 16_000 }, (_, i) =>
    Math.round(keys.reduce((sum, [, key]) => sum + key[i]!, 0) / 8),
  ).map((value) => Math.max(-32_768, Math.min(32_767, value)));
  const inTurn = Int16Array.from(mixed, (_, i) => keys[Math.floor(i / chunk) % keys.length]![1][i]!);
  const tried = [mixed, inTurn].map((sound) => computeClipFeatures(sound, 1_000));
  let [opened, control] = [0, 0];
  for (let room = 0; room < ROOMS; room++) {
    const sound = babble(SECONDS, 1_000 + room);
    const at = (device: number) => computeClipFeatures(heard(sound, 10 * room + device), 1_000);
    const phone = at(1);
    for (const key of tried) if (replayPair(phone, key, DEFAULT_CONFIG).joined) opened++;
    if (room % 10 === 0 && replayPair(phone, at(2), DEFAULT_CONFIG).joined) control++;
  }
  expect(opened).toBe(0);
  expect(control).toBeGreaterThanOrEqual(19); // of 20 rooms, each with two devices of its own
});

/** What may be said of a sound that found nobody, though a room was heard at the same time. */
const REASONS: Record<string, readonly NoRoomReason[]> = {
  silence: ['muted'],
  'a constant': ['muted'],
  'hum of 50 Hz': ['too-quiet', 'no-match'],
  'hum of 60 Hz': ['too-quiet', 'no-match'],
  'a fan': ['too-quiet'],
  'own noise': ['too-quiet'],
  'white noise of full scale': ['too-quiet'],
};

/** Tones that repeat, the same in two rooms at one moment. */
const MAY_BE_ASKED = ['a telephone ringing', 'a ringtone', 'an alarm', 'clicks twice a second'];

test.each([...universalKeys(SECONDS)])(
  'A8: %s joins nobody, not even itself elsewhere, and is told why',
  (name, key) => {
    const room = babble(SECONDS + 1, 5);
    const elsewhere = universalKeys(SECONDS, 8).get(name)!;
    const matcher = createLocalMatcher();
    const late = new Int16Array(16_000 * 0.4);
    const { heard: all } = listen(matcher, [
      { id: 'key', sound: key, from: 0, to: 2_900 },
      // The same key in another room, a little later; what is steady is the same all the same.
      { id: 'elsewhere', sound: Int16Array.from([...late, ...elsewhere]), from: 100, to: 2_900 },
      { id: 'phone', sound: heard(room, 1), from: 0, to: 2_900 },
      { id: 'laptop', sound: heard(room, 2), from: 0, to: 2_900 },
    ]);
    const rooms = all.flatMap(({ decision }) =>
      decision.type === 'room' ? [[...decision.recordingIds].sort()] : [],
    );
    expect(rooms).toEqual([['laptop', 'phone']]);
    const reasons = all.flatMap(({ decision }) =>
      decision.type === 'none' && decision.recordingId === 'key' ? [decision.reason] : [],
    );
    // What repeats fits itself elsewhere: there the people are asked, and join only if both say yes.
    const asked = all.some(
      ({ decision }) => decision.type === 'ask' && decision.recordingIds.includes('key'),
    );
    if (asked) expect(MAY_BE_ASKED).toContain(name);
    else expect(REASONS[name] ?? NO_ROOM_REASONS).toContain(reasons[0]);
  },
);
