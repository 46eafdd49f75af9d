import { expect, test } from 'vitest';
import { listenQuietly } from '../../test/rooms/listen-quietly.ts';
import { HEARD_FROM, listenerOf } from '../../test/signals/listener-of.ts';
import { listen } from '../../test/signals/listening-hall.ts';
import { babble, heard, noise } from '../../test/signals/synthetic-sound.ts';
import type { Listener } from './listener.ts';
import { createLocalMatcher } from './local-matcher.ts';
import { createInvitations } from './soft-sounds.ts';

test('B5: of two devices in a silent room one is asked when both were heard for 1.2 s; both are found', () => {
  const { rooms, asked, reasons } = listenQuietly([
    { id: 'a', from: 500 },
    { id: 'b', from: 1_100 },
  ]);
  expect(asked).toHaveLength(1);
  expect(asked[0]!.at).toBeGreaterThan(1_100 + 1_200);
  expect(asked[0]!.at).toBeLessThan(1_100 + 1_700);
  expect(rooms).toMatchObject([{ ids: ['a', 'b'] }]);
  expect(rooms[0]!.at - asked[0]!.at).toBeLessThan(2_000);
  expect(reasons).toEqual({});
});

test('A8 B5: one that is muted is never asked, and found by the sound of the other; two muted ones are told', () => {
  const one = listenQuietly([
    { id: 'a', from: 500 },
    { id: 'b', from: 800, muted: true },
  ]);
  expect(one.asked.map(({ id }) => id)).toEqual(['a']);
  expect(one.rooms).toMatchObject([{ ids: ['a', 'b'] }]);
  const both = listenQuietly([
    { id: 'a', from: 500, muted: true },
    { id: 'b', from: 800, muted: true },
  ]);
  expect(both).toEqual({ rooms: [], asked: [], questions: [], reasons: { a: 'too-quiet', b: 'too-quiet' } });
});

test('A8 B5: alone, nobody is asked, nor told that it was too quiet', () => {
  const { asked, reasons } = listenQuietly([{ id: 'a', from: 500 }]);
  expect([asked, reasons]).toEqual([[], { a: 'alone' }]);
});

test('B5: where people talk, nobody is asked', () => {
  const devices = [11, 12].map((seed) => ({
    ...{ id: `d${seed}`, sound: heard(babble(14, 1), seed), from: 500, to: 6_500 },
    play: () => expect.unreachable('played'),
  }));
  const decisions = listen(createLocalMatcher(), devices).heard.map(({ decision }) => decision.type);
  expect(decisions).toEqual(['room']);
});

test('A8 B5: whose person is being asked about a room is not asked to play, and nobody plays for them', () => {
  const hiss = (seed: number) => Int16Array.from(noise(32_000, seed), (value) => 10 * value);
  const invited = (asking: Listener['asking']) => {
    const listeners = ['a', 'b'].map((id, seed) => listenerOf(id, hiss(seed)));
    listeners[1]!.asking = asking;
    return createInvitations()(listeners, HEARD_FROM + 2_300);
  };
  expect(invited('asked')).toEqual([]);
  expect(invited('no')).toHaveLength(1);
});
