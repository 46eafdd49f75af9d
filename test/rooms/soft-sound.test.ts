import { describe, expect, test } from 'vitest';
import { listenQuietly } from './listen-quietly.ts';

const PAIR = [
  { id: 'a', from: 500 },
  { id: 'b', from: 900 },
];
const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('silent rooms with walls, echo and small loudspeakers', () => {
  test.each([30, 10, 0])('B5: a sound %i dB over the noise finds two devices in five seconds', (level) => {
    for (const seed of seeds(8)) {
      const { rooms } = listenQuietly(PAIR, { seed, level });
      expect(rooms, `seed ${seed}`).toMatchObject([{ ids: ['a', 'b'] }]);
      expect(rooms[0]!.at).toBeLessThan(900 + 5_000);
    }
  });

  test('B5: one that cannot be heard makes way for the other; each is asked once', () => {
    const [a, b] = PAIR;
    const one = listenQuietly([a!, { ...b!, inaudible: true }]);
    expect(one.asked.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(one.rooms).toMatchObject([{ ids: ['a', 'b'] }]);
    const none = listenQuietly(PAIR.map((device) => ({ ...device, inaudible: true })));
    expect(none.asked.map(({ id }) => id)).toEqual(['b', 'a']);
    expect([none.rooms, none.reasons]).toEqual([[], { a: 'too-quiet', b: 'too-quiet' }]);
  });

  test('B5: after more than six seconds of silence the sound still comes in time', () => {
    const { rooms } = listenQuietly([PAIR[0]!, { id: 'b', from: 6_900 }]);
    expect(rooms).toMatchObject([{ ids: ['a', 'b'] }]);
    expect(rooms[0]!.at).toBeLessThan(10_000);
  });

  test('B5: in one big room a quarter plays at a time, begun apart, and all are found', () => {
    const plan = seeds(12).map((i) => ({ id: `d${i}`, from: 500 + 20 * i }));
    const { rooms, asked } = listenQuietly(plan);
    expect(asked.map(({ delayMs }) => delayMs)).toEqual([0, 300, 600]);
    expect(rooms.at(-1)!.ids).toHaveLength(12);
  });

  test('B5: four rooms of two at once: each finds itself, and no other', () => {
    const plan = seeds(8).map((i) => {
      const room = Math.floor((i - 1) / 2);
      return { id: `${room}-${i % 2}`, room, from: 500 + 130 * i };
    });
    for (const seed of seeds(5)) {
      const { rooms } = listenQuietly(plan, { seed });
      expect(rooms.map(({ ids }) => ids.join(' ')).sort()).toEqual(
        [0, 1, 2, 3].map((room) => `${room}-0 ${room}-1`),
      );
    }
  });
});

describe('who is not in the same room', () => {
  test('A8 B5: who has nobody left to find is not told that it was too quiet', () => {
    const { rooms, questions, reasons } = listenQuietly([...PAIR, { id: 'elsewhere', room: 1, from: 700 }]);
    expect(rooms).toMatchObject([{ ids: ['a', 'b'] }]);
    expect(questions).toEqual([]);
    expect(reasons).toEqual({ elsewhere: 'no-match' });
  });

  test('B5: eight devices, each in a silent room of its own: none is joined, nor asked whether it is', () => {
    const plan = seeds(8).map((i) => ({ id: `d${i}`, room: i, from: 500 + 70 * i }));
    for (const seed of seeds(4)) {
      const { rooms, asked, questions } = listenQuietly(plan, { seed, level: 25 });
      expect([rooms, questions], `seed ${seed}`).toEqual([[], []]);
      expect(asked).toHaveLength(8);
    }
  });

  // Decided like other pairs, without more patience and more certainty, each of these moments joins two rooms.
  test('B5: twelve rooms whose sounds begin at the very same moment: none is joined, nor asked whether it is', () => {
    const plan = seeds(12).map((i) => ({ id: `d${i}`, room: i, from: 500 + 10 * i }));
    for (const seed of [1, 2, 4]) {
      const { rooms, asked, questions } = listenQuietly(plan, { seed, level: 25, beat: 1_000 });
      expect([rooms, questions], `seed ${seed}`).toEqual([[], []]);
      expect(asked).toHaveLength(12);
    }
  });

  test('B5: behind a wall of 28 to 40 dB the next room is not joined, nor asked about, though both play', () => {
    const plan = [PAIR[0]!, { ...PAIR[1]!, room: 1 }];
    for (const seed of seeds(12)) {
      const { rooms, asked, questions } = listenQuietly(plan, { seed, level: 25, wall: [28, 40] });
      expect([rooms, questions], `seed ${seed}`).toEqual([[], []]);
      expect(asked).toHaveLength(2);
    }
  });
});
