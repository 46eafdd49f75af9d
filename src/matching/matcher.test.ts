import { describe, expect, test } from 'vitest';
import { type Device, type Heard, listen } from '../../test/signals/listening-hall.ts';
import { babble, heard, noise } from '../../test/signals/synthetic-sound.ts';
import { AUDIO } from '../shared/audio-format.ts';
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
const rooms = (all: Heard[]) =>
  all.flatMap(({ decision }) => (decision.type === 'room' ? [[...decision.recordingIds].sort()] : []));
const reasons = (all: Heard[]) =>
  Object.fromEntries(
    all.flatMap(({ decision }) =>
      decision.type === 'none' ? [[decision.recordingId, decision.reason]] : [],
    ),
  );
const play = (...devices: Device[]) => listen(createLocalMatcher(), devices);
const flat = (make: (n: number) => number) =>
  Int16Array.from({ length: SECONDS * AUDIO.sampleRate }, (_, n) => Math.round(make(n)));

describe('who is in one room', () => {
  test('A4: two devices of one room meet within three seconds, a third in another room is told why not', () => {
    const { heard: all } = play(
      device('phone', atA[0]!, { clockError: 18 }),
      device('laptop', atA[1]!, { from: 900, clockError: -17 }),
      device('elsewhere', atB, { from: 700 }),
    );
    expect(rooms(all)).toEqual([['laptop', 'phone']]);
    expect(all[0]!.at).toBeLessThan(3_500);
    expect(reasons(all)).toEqual({ elsewhere: 'no-match' });
  });

  test('A4: three people who tap together come in together', () => {
    const { heard: all } = play(...atA.map((sound, i) => device(`d${i}`, sound, { from: 500 + 150 * i })));
    expect(rooms(all).at(-1)).toEqual(['d0', 'd1', 'd2']);
    expect(reasons(all)).toEqual({});
  });

  test('A4: a latecomer is added to those still listening', () => {
    const { heard: all } = play(
      device('d0', atA[0]!, { stubborn: true, to: 9_000 }),
      device('d1', atA[1]!, { stubborn: true, to: 9_000 }),
      device('late', atA[2]!, { from: 5_000, to: 9_000 }),
    );
    expect(rooms(all)).toEqual([
      ['d0', 'd1'],
      ['d0', 'd1', 'late'],
    ]);
  });

  test('A8: of two devices that listen 12 s apart each is told that it was alone', () => {
    const long = heard(babble(22, 3), 31);
    const devices = [
      device('first', long, { to: 6_000 }),
      device('second', long, { from: 12_500, to: 18_500 }),
    ];
    const { heard: all } = listen(createLocalMatcher(), devices, 22_000);
    expect(rooms(all)).toEqual([]);
    expect(reasons(all)).toEqual({ first: 'alone', second: 'alone' });
  });

  test('A8: a device that hears two rooms at once joins neither, and is told so', () => {
    const between = heard(
      roomA.map((value, i) => value + roomB[i]!),
      41,
      { level: 2_000 },
    );
    const matcher = createLocalMatcher();
    const { heard: all } = listen(matcher, [
      device('a', atA[0]!),
      device('b', atB),
      device('between', between),
    ]);
    expect(rooms(all)).toEqual([]);
    expect(reasons(all).between).toBe('ambiguous');
  });

  test('lost chunks are no evidence against a room', () => {
    const { heard: all } = play(
      device('d0', atA[0]!, { lost: [2, 7, 8] }),
      device('d1', atA[1]!, { lost: [4] }),
    );
    expect(rooms(all)).toEqual([['d0', 'd1']]);
  });

  test('A5: a replay two seconds late joins nothing', () => {
    const replay = new Int16Array(atA[0]!.length);
    replay.set(atA[0]!.subarray(0, -2 * AUDIO.sampleRate), 2 * AUDIO.sampleRate);
    const { heard: all } = play(device('real', atA[1]!), device('replay', replay));
    expect(rooms(all)).toEqual([]);
    // The same with honest times: every chunk is too late.
    const late = play(device('real', atA[1]!), device('replay', atA[0]!, { delay: 2_000 }));
    expect(rooms(late.heard)).toEqual([]);
    expect(late.errors.slice(0, 10)).toEqual(Array(10).fill('chunk-late'));
  });
});

describe('sounds that tell nothing', () => {
  const two = (one: Int16Array, other: Int16Array) => play(device('a', one), device('b', other)).heard;
  const hiss = (level: number, seed: number) => {
    const source = noise(SECONDS * AUDIO.sampleRate, seed);
    return flat((n) => level * source[n]!);
  };

  test.each([
    ['silence', flat(() => 0), flat(() => 0), 'muted'],
    ['a constant', flat(() => 500), flat(() => 500), 'muted'],
    ['hiss below everything', hiss(2, 51), hiss(2, 52), 'too-quiet'],
  ] as const)('A8: %s joins nobody and is named', (_, one, other, reason) => {
    const all = two(one, other);
    expect(rooms(all)).toEqual([]);
    expect(reasons(all)).toEqual({ a: reason, b: reason });
  });

  test('the same mains hum in two rooms joins nobody', () => {
    const hum = (n: number, gain: number) => {
      let sum = 0;
      for (let k = 1; k <= 20; k++)
        sum += (gain / Math.sqrt(k)) * Math.sin((2 * Math.PI * 50 * k * n) / AUDIO.sampleRate + k);
      return sum;
    };
    const [own, others] = [hiss(20, 53), hiss(20, 54)];
    expect(
      rooms(
        two(
          flat((n) => hum(n, 900) + own[n]!),
          flat((n) => hum(n, 700) + others[n]!),
        ),
      ),
    ).toEqual([]);
  });

  test('loud noise of each device, or a chirp at different times, joins nobody', () => {
    expect(rooms(two(hiss(9_000, 55), hiss(9_000, 56)))).toEqual([]);
    const chirp = (shift: number) =>
      flat((n) => {
        const t = ((n / AUDIO.sampleRate + shift) % 2) / 2;
        return 8_000 * Math.sin(2 * Math.PI * (300 + 1_500 * t) * 2 * t);
      });
    expect(rooms(two(chirp(0), chirp(0.7)))).toEqual([]);
  });

  test('A8: a second of sound is too short', () => {
    const all = play(device('a', atA[0]!, { to: 1_100 }), device('b', atB)).heard;
    expect(reasons(all).a).toBe('too-short');
  });
});
