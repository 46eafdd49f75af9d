import { bigEndian, fourLetters } from './whole-numbers.ts';

const HEADER = fourLetters('IHDR');
const HEADER_BYTES = 13;

/** Pixels of a PNG picture, whose header comes first; null when it does not. Frames of an animation are no larger. */
export function pngPixels(bytes: Uint8Array): number | null {
  if (bigEndian(bytes, 8, 4) !== HEADER_BYTES || bigEndian(bytes, 12, 4) !== HEADER) return null;
  return bigEndian(bytes, 16, 4) * bigEndian(bytes, 20, 4);
}
