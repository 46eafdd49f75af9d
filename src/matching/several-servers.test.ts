import { describe, expect, test } from 'vitest';
import { type Device, type Heard, listen } from '../../test/signals/listening-hall.ts';
import { ALWAYS_MANY, createServersOfMany } from '../../test/signals/servers-of-many.ts';
import { createSeveralServers } from '../../test/signals/several-servers.ts';
import { babble, heard, noise } from '../../test/signals/synthetic-sound.ts';
import { createLocalMatcher, type LocalMatcher } from './local-matcher.ts';

const roomA = babble(14, 1);
const roomB = babble(14, 2);
const atA = [11, 12, 13].map((seed) => heard(roomA, seed));
const atB = [21, 22].map((seed) => heard(roomB, seed));
const device = (id: string, sound: Int16Array, from: number): Device => ({
  id,
  sound,
  from,
  to: from + 6_000,
});

/** Every decision once, in an order of its own, with its time. */
const told = (all: readonly Heard[]) =>
  all
    .map(({ at, decision }) =>
      decision.type === 'room' || decision.type === 'ask'
        ? { at, what: `${decision.type} ${[...decision.recordingIds].sort()}` }
        : { at, what: `${decision.type} ${decision.recordingId}` },
    )
    .sort((a, b) => (a.what < b.what ? -1 : 1));

describe('recordings of one room at several servers', () => {
  test.each([2, 3])('A4: %i servers decide what one would, when one would', (count) => {
    const devices = [
      ...atA.map((sound, i) => device(`a${i}`, sound, 500 + 230 * i)),
      ...atB.map((sound, i) => device(`b${i}`, sound, 700 + 340 * i)),
    ];
    const alone = told(listen(createLocalMatcher(), devices).heard);
    const several = createSeveralServers(count);
    expect(told(listen(several, devices).heard)).toEqual(alone);
    expect(alone.map(({ what }) => what)).toContain('room b0,b1');
    expect(several.size).toBe(0); // A6
  });

  test('A4: a server says nothing of rooms in which it heard nobody', () => {
    const several = createSeveralServers(2);
    const devices = [device('a0', atA[0]!, 500), device('b0', atB[0]!, 600), device('a1', atA[1]!, 700)];
    const { heard: all } = listen(several, devices);
    expect(told(all).map(({ what }) => what)).toEqual(['none b0', 'room a0,a1']);
    expect(several.decided[0]).toMatchObject([{ type: 'room' }]);
    expect(several.decided[1]).toMatchObject([{ type: 'none', recordingId: 'b0' }]);
  });

  test('A8: a device that hears two rooms joins neither, though both are other servers’', () => {
    const both = roomA.map((value, i) => value + roomB[i]!);
    const between = heard(both, 41, { level: 2_000 });
    const several = createSeveralServers(3);
    const { heard: all } = listen(several, [
      device('a', atA[0]!, 500),
      device('b', atB[0]!, 500),
      device('between', between, 500),
    ]);
    expect(told(all).filter(({ what }) => what.startsWith('room'))).toEqual([]);
    const word = all.find(({ decision }) => decision.type === 'none' && decision.recordingId === 'between');
    expect(word?.decision).toMatchObject({ reason: 'ambiguous' });
  });

  test('B5: of two devices in a silent room at two servers each has its turn as at one', () => {
    const hiss = (seed: number) => Int16Array.from(noise(14 * 16_000, seed), (value) => 10 * value);
    const sounds = [60, 61].map(hiss);
    const askedBy = (matcher: LocalMatcher) => {
      const asked: string[] = [];
      const devices = ['a', 'b'].map((id, i) => ({
        ...device(id, sounds[i]!, 500 + 300 * i),
        play: (at: number) => void asked.push(`${id} ${at}`),
      }));
      listen(matcher, devices, 6_000);
      return asked;
    };
    const alone = askedBy(createLocalMatcher());
    expect(alone.length).toBeGreaterThan(0);
    expect(askedBy(createSeveralServers(2))).toEqual(alone);
  });
});

test('A4: many recordings at three servers are joined as at one, by sketches and the features they ask for', () => {
  const devices = Array.from({ length: 14 }, (_, room) =>
    [0, 1].map((place) => {
      const sound = heard(babble(9, 100 + room), 200 + 2 * room + place);
      return device(`${room} ${place}`, sound, 500 + 40 * room + 290 * place);
    }),
  ).flat();
  const roomsOf = (all: readonly { at: number; what: string }[]) =>
    all.filter(({ what }) => what.startsWith('room'));
  const alone = roomsOf(told(listen(createLocalMatcher({}, ALWAYS_MANY), devices, 9_000).heard));
  const servers = createServersOfMany(3);
  const several = roomsOf(told(listen(servers, devices, 9_000).heard));
  expect(alone).toHaveLength(14);
  expect(several.map(({ what }) => what)).toEqual(alone.map(({ what }) => what));
  const later = several.map(({ at }, i) => at - alone[i]!.at);
  expect(later.filter((ms) => ms > 200).length).toBeLessThanOrEqual(1); // crowds differ, and what stands out of them
  expect(Math.max(...later)).toBeLessThanOrEqual(800);
  // All features to all others would be two for every recording; each has to go to one other at least.
  expect(servers.sent()).toBeLessThan(2 * devices.length);
  expect(servers.sent()).toBeGreaterThanOrEqual(14);
});
