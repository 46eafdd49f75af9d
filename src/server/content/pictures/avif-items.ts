import { av1Pixels } from './av1-pixels.ts';
import { boxesOf } from './media-boxes.ts';
import { bigEndian, fourLetters } from './whole-numbers.ts';

const [META, PLACES, DATA] = ['meta', 'iloc', 'idat'].map(fourLetters) as [number, number, number];
/** Bytes of version and flags, which some boxes have before what is in them. */
const FULL = 4;
/** Most items of one picture: its tiles, their transparency, what is told about them. */
const MOST_ITEMS = 1_000;

/**
 * The most pixels that any item of an AVIF picture codes, 0 for none; null when one is not all in one place, or not here:
 * it would be decoded without having been looked at.
 */
export function avifItemPixels(bytes: Uint8Array): number | null {
  let most = 0;
  for (const meta of boxesOf(bytes, META, 0, bytes.length)) {
    const data = boxesOf(bytes, DATA, meta.from + FULL, meta.to)[0]?.from ?? Number.NaN;
    for (const places of boxesOf(bytes, PLACES, meta.from + FULL, meta.to)) {
      const items = itemsAt(bytes, places.from, data);
      if (items === null) return null;
      for (const at of items) {
        const pixels = av1Pixels(bytes, at);
        if (!(pixels >= 0)) return null;
        most = Math.max(most, pixels);
      }
    }
  }
  return most;
}

/** Where the items begin, ISO/IEC 14496-12, 8.11.3. */
function itemsAt(bytes: Uint8Array, from: number, data: number): number[] | null {
  let at = from;
  const next = (length: number) => {
    at += length;
    return bigEndian(bytes, at - length, length);
  };
  const version = next(1);
  next(3);
  const sizes = next(2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [12, 8, 4, 0].map((bit) => (sizes >> bit) & 15);
  const count = next(version < 2 ? 2 : 4);
  const found: number[] = [];
  if (!(version <= 2 && count <= MOST_ITEMS)) return null;
  for (let i = 0; i < count; i += 1) {
    next(version < 2 ? 2 : 4); // its number
    const way = version === 0 ? 0 : next(2) & 15;
    next(2); // which file: this one
    const base = next(baseBytes ?? 0);
    if (next(2) !== 1 || way > 1) return null; // in several pieces, or within another item
    if (version > 0) next(indexBytes ?? 0);
    const begin = base + next(offsetBytes ?? 0) + (way === 1 ? data : 0);
    next(lengthBytes ?? 0);
    if (!(begin < bytes.length)) return null;
    found.push(begin);
  }
  return found;
}
