import { expect, test } from 'vitest';
import { grownSize, isTiny } from './grown-size.ts';
import { rowsFor } from './packed.ts';

test.each([
  [{ width: 64, height: 64 }, { width: 640, height: 640 }, true],
  [{ width: 100, height: 20 }, { width: 600, height: 120 }, true],
  [{ width: 3, height: 2 }, { width: 30, height: 20 }, true],
  [{ width: 320, height: 240 }, { width: 640, height: 480 }, false],
  [{ width: 640, height: 300 }, { width: 640, height: 300 }, false],
  [{ width: 4_000, height: 3_000 }, { width: 4_000, height: 3_000 }, false],
  [{ width: 0, height: 0 }, { width: 0, height: 0 }, true],
])('C1: a small picture is enlarged to be seen, a large one stays: %j', (size, grown, tiny) => {
  expect(grownSize(size)).toEqual(grown);
  expect(isTiny(size)).toBe(tiny);
});

test('a card takes as many rows as it is tall, with its gap', () => {
  expect([rowsFor(100, 16), rowsFor(101, 16), rowsFor(0, 0)]).toEqual([29, 30, 1]);
});
