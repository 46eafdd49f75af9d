import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameRing } from './frame-ring.ts';
import { createPcmRing } from './pcm-ring.ts';

test('what was written can be read, across the seam too; what was lost or overwritten cannot', () => {
  const ring = createPcmRing(10);
  const into = new Int16Array(4);
  ring.write(0, Int16Array.of(1, 2, 3, 4, 5, 6));
  ring.write(6, Int16Array.of(7, 8, 9, 10, 11, 12));
  expect(ring.read(8, into)).toBe(true);
  expect([...into]).toEqual([9, 10, 11, 12]);
  expect(ring.read(1, into)).toBe(false);
  expect(ring.read(2, into)).toBe(true);
  ring.write(14, Int16Array.of(15, 16));
  expect(ring.read(11, into)).toBe(false);
  expect(() => ring.write(3, into)).toThrow(RangeError);
});

test('A5: what is erased or too old is zero in memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: fc.nat(12), length: fc.integer({ min: 1, max: 10 }), erase: fc.nat(20) }), {
        maxLength: 12,
      }),
      (steps) => {
        const ring = createPcmRing(16);
        const kept = new Map<number, number>();
        for (const { gap, length, erase } of steps) {
          const at = ring.end + gap;
          const samples = Int16Array.from({ length }, (_, i) => at + i + 1);
          ring.write(at, samples);
          samples.forEach((sample, i) => {
            kept.set(at + i, sample);
          });
          const oldest = Math.max(ring.end - 16, ring.end - erase);
          ring.eraseBefore(oldest);
          for (const position of [...kept.keys()]) if (position < oldest) kept.delete(position);
          expect([...ring.memory].filter((sample) => sample !== 0).sort((x, y) => x - y)).toEqual(
            [...kept.values()].sort((x, y) => x - y),
          );
        }
      },
    ),
    { seed: 3 },
  );
});

test('frames are found by number until they are overwritten or erased', () => {
  const ring = createFrameRing(4, 2);
  for (let number = 10; number < 16; number++) if (number !== 13) ring.claim(number).fill(number);
  expect(ring.at(11)).toBeNull();
  expect(ring.at(12)?.[0]).toBe(12);
  expect(ring.at(13)).toBeNull();
  const frame = ring.at(14)!;
  ring.eraseBefore(15);
  expect([...frame]).toEqual([0, 0]);
  expect(ring.at(14)).toBeNull();
  expect(ring.at(15)?.[1]).toBe(15);
});
