import { expect, test } from 'vitest';
import { type Device, type Heard, listen } from '../../test/signals/listening-hall.ts';
import { babble, heard, noise } from '../../test/signals/synthetic-sound.ts';
import { LIMITS } from '../shared/limits.ts';
import { createLocalMatcher } from './local-matcher.ts';

const SECONDS = 14;
const roomA = babble(SECONDS, 1);
const roomB = babble(SECONDS, 2);
const atA = [11, 12, 13].map((seed) => heard(roomA, seed));
const atB = heard(roomB, 21);

const device = (id: string, sound: Int16Array, more: Partial<Device> = {}): Device => ({
  ...{ id, sound, from: 500, to: 6_500 },
  ...more,
});
/** So strict that nothing is ever sure: every pair that would be joined is a weak match. */
const strict = { falseJoin: 1e-300 };
const asks = (all: Heard[]) =>
  all.flatMap(({ decision }) => (decision.type === 'ask' ? [[...decision.recordingIds].sort()] : []));
const reasons = (all: Heard[]) =>
  Object.fromEntries(
    all.flatMap(({ decision }) =>
      decision.type === 'none' ? [[decision.recordingId, decision.reason]] : [],
    ),
  );
const rooms = (all: Heard[]) => all.filter(({ decision }) => decision.type === 'room');

test('A8: a match that is too weak to join is asked about once, when the first of the two is over', () => {
  const matcher = createLocalMatcher(strict);
  const { heard: all } = listen(matcher, [
    device('phone', atA[0]!),
    device('laptop', atA[1]!, { from: 900, to: 9_500 }),
    device('elsewhere', atB, { from: 700, to: 7_000 }),
  ]);
  expect(rooms(all)).toEqual([]);
  expect(asks(all)).toEqual([['laptop', 'phone']]);
  const [first] = all;
  expect(first!.at).toBeGreaterThanOrEqual(6_500 + LIMITS.audioAfterEndMs);
  expect(first!.at).toBeLessThan(6_500 + LIMITS.audioAfterEndMs + 200);
  expect(first!.decision).toMatchObject({ why: 'weak' });
  expect(reasons(all)).toEqual({ elsewhere: 'no-match' });
  expect(matcher.size, 'A6: a question keeps no sound').toBe(0);
});

test('the same devices are joined and nobody is asked where joining is allowed', () => {
  const { heard: all } = listen(createLocalMatcher(), [device('phone', atA[0]!), device('laptop', atA[1]!)]);
  expect([rooms(all).length, asks(all).length]).toEqual([1, 0]);
});

test('A8: three of one room are asked together', () => {
  const devices = atA.map((sound, i) => device(`d${i}`, sound, { from: 500 + 150 * i, to: 6_500 + 150 * i }));
  const { heard: all } = listen(createLocalMatcher(strict), devices);
  expect(asks(all)).toEqual([['d0', 'd1', 'd2']]);
  expect(reasons(all)).toEqual({});
});

test('A8: a device that hears two rooms is asked about neither, however late the second ends', () => {
  const between = heard(
    roomA.map((value, i) => value + roomB[i]!),
    41,
    { level: 2_000 },
  );
  const { heard: all } = listen(createLocalMatcher(strict), [
    device('a', atA[0]!),
    device('b', atB, { to: 7_500 }),
    device('between', between, { to: 9_000 }),
  ]);
  expect(asks(all)).toEqual([]);
  expect(reasons(all)).toEqual({ a: 'no-match', b: 'no-match', between: 'ambiguous' });
});

test('A8: nobody is asked about sound that is too poor to tell', () => {
  const hiss = Int16Array.from(noise(SECONDS * 16_000, 5), (value) => 3_000 * value);
  const { heard: all } = listen(createLocalMatcher(strict), [device('a', hiss), device('b', hiss)]);
  expect(asks(all)).toEqual([]);
  expect(reasons(all)).toEqual({ a: 'too-quiet', b: 'too-quiet' });
});

test('a device that was asked still comes in where its last sound tells a room for sure', () => {
  const { heard: all } = listen(createLocalMatcher({ falseAsk: 0.9 }), [
    device('faint', heard(roomA, 14, { noise: 6 }), { to: 3_000 }),
    device('d0', atA[0]!, { from: 600, stubborn: true }),
    device('d1', atA[1]!, { from: 3_800, stubborn: true }),
  ]);
  const said = all.map(({ decision }) => ('recordingIds' in decision ? decision.recordingIds : decision));
  expect(said).toEqual([
    ['faint', 'd0'],
    ['d0', 'd1'],
  ]);
});
