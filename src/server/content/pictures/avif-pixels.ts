import { avifItemPixels } from './avif-items.ts';
import { boxAt } from './media-boxes.ts';
import { bigEndian, fourLetters } from './whole-numbers.ts';

/** Where the sizes of an AVIF picture's parts stand, from the outermost box; bytes before the boxes inside of it. */
const WAY = [
  { type: fourLetters('meta'), head: 4 },
  { type: fourLetters('iprp'), head: 0 },
  { type: fourLetters('ipco'), head: 0 },
] as const;
const SIZE = fourLetters('ispe');

/**
 * Pixels of an AVIF picture: the most that any size in it says (a picture may be a grid of others), or what is coded in it
 * itself, which need not be the same; null when there is none, or when a box on the way to them is damaged or not all
 * here, since another size might follow. What a picture is cut to afterwards does not count: all of it is decoded first.
 */
export function avifPixels(bytes: Uint8Array): number | null {
  const told = mostWithin(bytes, 0, bytes.length, 0);
  const coded = avifItemPixels(bytes);
  return told === null || coded === null ? null : Math.max(told, coded);
}

function mostWithin(bytes: Uint8Array, from: number, end: number, depth: number): number | null {
  const way = WAY[depth];
  let most: number | null = null;
  let at = from;
  while (at + 8 <= end) {
    const type = bigEndian(bytes, at + 4, 4);
    const { head, size } = boxAt(bytes, at);
    const isWanted = type === (way === undefined ? SIZE : way.type);
    if (!(size >= head) || ((isWanted || depth > 0) && at + size > end)) return null;
    if (isWanted) {
      const inside = at + head;
      const pixels =
        way === undefined
          ? bigEndian(bytes, inside + 4, 4) * bigEndian(bytes, inside + 8, 4)
          : mostWithin(bytes, inside + way.head, at + size, depth + 1);
      if (pixels === null || Number.isNaN(pixels)) return null;
      most = Math.max(most ?? 0, pixels);
    }
    at += size;
  }
  return most;
}
