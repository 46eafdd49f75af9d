import { bigEndian } from './whole-numbers.ts';

const MARK = 0xff;
/** Markers of frames (ITU-T T.81, table B.1) are 0xc0 to 0xcf without these three, which are tables. */
const TABLES = new Set([0xc4, 0xc8, 0xcc]);
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && !TABLES.has(marker);
/** Markers that stand alone: TEM and RST0 to RST7. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** SOI, EOI, SOS: none of them may stand before the frame's header. */
const isOutOfPlace = (marker: number) => marker === 0 || (marker >= 0xd8 && marker <= 0xda);

/**
 * Pixels of a JPEG picture, from the header of its frame; null when there is none. From marker to marker, one way: what a
 * decoder might skip or read in another way is refused, so that no false header is taken for the one it reads.
 */
export function jpegPixels(bytes: Uint8Array): number | null {
  let at = 2;
  while (bytes[at] === MARK) {
    while (bytes[at] === MARK) at += 1; // a marker may have fill bytes before it
    const marker = bytes[at] ?? 0;
    at += 1;
    if (isBare(marker)) continue;
    const length = bigEndian(bytes, at, 2);
    if (isOutOfPlace(marker) || !(length >= 2)) return null;
    if (isFrame(marker)) return bigEndian(bytes, at + 3, 2) * bigEndian(bytes, at + 5, 2);
    at += length;
  }
  return null;
}
