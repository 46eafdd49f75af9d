import { littleEndian } from './whole-numbers.ts';

const FRAME = 0x2c;
const EXTENSION = 0x21;

/** Bytes of the colour table that these flags announce. */
const coloursOf = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/**
 * Pixels of a GIF picture: of its screen, or of what a frame makes of it that does not fit on it, since browsers make
 * the screen larger then.
 */
export function gifPixels(bytes: Uint8Array): number {
  const width = littleEndian(bytes, 6, 2);
  const height = littleEndian(bytes, 8, 2);
  let most = width * height;
  let at = 13 + coloursOf(bytes[10] ?? 0);
  while (bytes[at] === FRAME || bytes[at] === EXTENSION) {
    if (bytes[at] === EXTENSION) {
      at = afterBlocks(bytes, at + 2);
      continue;
    }
    const right = littleEndian(bytes, at + 1, 2) + littleEndian(bytes, at + 5, 2);
    const bottom = littleEndian(bytes, at + 3, 2) + littleEndian(bytes, at + 7, 2);
    const pixels = Math.max(width, right) * Math.max(height, bottom);
    if (pixels > most) most = pixels;
    at = afterBlocks(bytes, at + 11 + coloursOf(bytes[at + 9] ?? 0));
  }
  return most;
}

/** Data come in blocks, each with its length before it; one of length 0 ends them. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += 1 + length;
  return at + 1;
}
