import { bigEndian, fourLetters, littleEndian } from './whole-numbers.ts';

const CANVAS = fourLetters('VP8X');
const FRAME = fourLetters('ANMF');
const LOSSY = fourLetters('VP8 ');
const LOSSLESS = fourLetters('VP8L');
/** Bytes of a frame's own header; its picture is in chunks behind them. */
const FRAME_HEAD = 16;

/** Pixels of a WebP picture: the most of its canvas, its frames, and the pictures in them; null without any. */
export function webpPixels(bytes: Uint8Array): number | null {
  let most: number | null = null;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const type = bigEndian(bytes, at, 4);
    const size = littleEndian(bytes, at + 4, 4);
    const pixels = chunkPixels(bytes, type, at + 8);
    if (Number.isNaN(pixels) || (most === null && pixels === 0)) return null;
    most = Math.max(most ?? 0, pixels);
    at += 8 + (type === FRAME ? FRAME_HEAD : size + (size % 2));
  }
  return most;
}

/** What a chunk says of a size: 0 for nothing, NaN when it is damaged. */
function chunkPixels(bytes: Uint8Array, type: number, at: number): number {
  if (type === CANVAS) return (littleEndian(bytes, at + 4, 3) + 1) * (littleEndian(bytes, at + 7, 3) + 1);
  if (type === FRAME) return (littleEndian(bytes, at + 6, 3) + 1) * (littleEndian(bytes, at + 9, 3) + 1);
  if (type === LOSSY) {
    if (bigEndian(bytes, at + 3, 3) !== 0x9d012a) return Number.NaN;
    return (littleEndian(bytes, at + 6, 2) % 0x4000) * (littleEndian(bytes, at + 8, 2) % 0x4000);
  }
  if (type !== LOSSLESS) return 0;
  if (bytes[at] !== 0x2f) return Number.NaN;
  const bits = littleEndian(bytes, at + 1, 4); // 14 bits of width less 1, then 14 bits of height less 1
  return ((bits % 0x4000) + 1) * ((Math.floor(bits / 0x4000) % 0x4000) + 1);
}
