import type { SketchKernel } from './sketch-kernel.ts';

/** What assembly/sketch-kernel.ts does, in plain TypeScript: to be compared with, and for where there is no SIMD. */
export function createReferenceKernel(bytes: number): SketchKernel {
  const memory = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  const u32 = new Uint32Array(memory);
  const u16 = new Uint16Array(memory);

  function columnsDiffer(slots: number, count: number, words: number, row: number): number {
    let bits = 0;
    for (let slot = 0; slot < count; slot++) {
      bits += bitsIn(u32[u32[slots / 4 + slot]! / 4 + row]! ^ u32[words / 4 + slot]!);
    }
    return bits;
  }
  return {
    memory,
    scan(slots, count, words, lags, from, to, scores) {
      for (let row = from; row < to; row++) {
        let least = 0x7fff;
        for (let lag = 0; lag < lags; lag++) {
          least = Math.min(least, columnsDiffer(slots, count, words + 4 * lag * count, row));
        }
        u16[scores / 2 + row] = least;
      }
    },
    select(scores, rows, limit, into) {
      let found = 0;
      for (let row = 0; row < rows; row++) {
        if (u16[scores / 2 + row]! <= limit) u32[into / 4 + found++] = row;
      }
      return found;
    },
    compare(list, length, words, stride, first, blocks, own, lags, masks, scores) {
      const maskOf = (word: number) => {
        if (word < 4) return u32[masks / 4 + word]!;
        return word < 4 * blocks - 4 ? 0xffffffff : u32[masks / 4 + 4 + (word % 4)]!;
      };
      for (let i = 0; i < length; i++) {
        const row = words + u32[list / 4 + i]! * stride;
        let least = Number.MAX_SAFE_INTEGER;
        for (let lag = 0; lag < lags; lag++) {
          let bits = 0;
          for (let word = 0; word < 4 * blocks; word++) {
            const theirs = u32[(row + ((first + 4 * word) & (stride - 1))) / 4]!;
            const mine = u32[own / 4 + 4 * lag * blocks + word]!;
            bits += bitsIn((theirs ^ mine) & maskOf(word));
          }
          least = Math.min(least, bits);
        }
        u16[scores / 2 + i] = least;
      }
    },
  };
}

/** Number of ones in 32 bits (Hacker's Delight, section 5-1). */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
