import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSimdKernel } from './sketch-kernel.ts';
import { createReferenceKernel } from './sketch-kernel-reference.ts';

/** Where things lie in the memory of these tests: addresses, bytes. */
const AT = {
  slots: 0,
  words: 1_024,
  columns: 4_096,
  scores: 12_288,
  rings: 16_384,
  own: 32_768,
  masks: 49_152,
  list: 50_176,
  found: 51_200,
};
const BYTES = 65_536;
const ROWS = 32;

const words = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: length, maxLength: length });

/** The same memory and the same call on both; returns the memory of each. */
function onBoth(
  fill: (u32: Uint32Array, u16: Uint16Array) => void,
  call: (kernel: NonNullable<ReturnType<typeof createSimdKernel>>) => number | undefined,
) {
  return [createSimdKernel(BYTES), createReferenceKernel(BYTES)].map((kernel) => {
    if (kernel === null) throw new Error('no WebAssembly with SIMD here');
    fill(new Uint32Array(kernel.memory), new Uint16Array(kernel.memory));
    const result = call(kernel);
    return { result, memory: new Uint8Array(kernel.memory.slice(0, BYTES)) };
  });
}

test('scan: SIMD and plain TypeScript agree bit by bit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      words(31 * 3 + 31 * ROWS),
      (count, lags, skipped, random) => {
        const [simd, plain] = onBoth(
          (u32) => {
            for (let slot = 0; slot < count; slot++) u32[AT.slots / 4 + slot] = AT.columns + 4 * ROWS * slot;
            u32.set(random.slice(0, count * lags), AT.words / 4);
            u32.set(random.slice(93, 93 + count * ROWS), AT.columns / 4);
          },
          (kernel) => {
            kernel.scan(AT.slots, count, AT.words, lags, 8 * skipped, ROWS, AT.scores);
            return undefined;
          },
        );
        expect(Buffer.from(simd!.memory).equals(plain!.memory)).toBe(true);
      },
    ),
    { seed: 11, numRuns: 60 },
  );
});

test('compare: SIMD and plain TypeScript agree bit by bit', () => {
  const stride = 256;
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 16 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 15 }),
      words(8),
      words((ROWS * stride) / 4),
      words(5 * 64),
      (blocks, lags, first, masks, rings, own) => {
        const list = [0, 3, 3, 17, 31];
        const [simd, plain] = onBoth(
          (u32) => {
            u32.set(rings, AT.rings / 4);
            u32.set(own, AT.own / 4);
            u32.set(masks, AT.masks / 4);
            u32.set(list, AT.list / 4);
          },
          (kernel) => {
            kernel.compare(
              AT.list,
              list.length,
              AT.rings,
              stride,
              16 * first,
              blocks,
              AT.own,
              lags,
              AT.masks,
              AT.scores,
            );
            return undefined;
          },
        );
        expect(Buffer.from(simd!.memory).equals(plain!.memory)).toBe(true);
      },
    ),
    { seed: 12, numRuns: 60 },
  );
});

test('select: SIMD and plain TypeScript agree', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0x7fff }), { minLength: ROWS, maxLength: ROWS }),
      fc.integer({ min: 0, max: 0x7fff }),
      (scores, limit) => {
        const [simd, plain] = onBoth(
          (_, u16) => u16.set(scores, AT.scores / 2),
          (kernel) => kernel.select(AT.scores, ROWS, limit, AT.found),
        );
        expect(simd!.result).toBe(scores.filter((score) => score <= limit).length);
        const found = (memory: Uint8Array) => [...new Uint32Array(memory.buffer, AT.found, simd!.result)];
        expect(found(simd!.memory)).toEqual(found(plain!.memory));
      },
    ),
    { seed: 13, numRuns: 100 },
  );
});
