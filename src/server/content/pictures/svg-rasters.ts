import { codes, isBlank, standsAt } from './markup-bytes.ts';
import { rasterOf } from './raster.ts';

const [COLON, COMMA, EQUALS] = codes(':,=');
const [DATA, BASE64] = [codes('data'), codes(';base64')];
/** How fonts begin, in Base64: WOFF and WOFF2, TrueType, OpenType. */
const FONTS = ['d09G', 'AAEAAA', 'T1RU'].map(codes);
const ALPHABET = codes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
/** The value of each sign of Base64; -1: it is none. */
const VALUES = Int8Array.from({ length: 256 }, (_, byte) => ALPHABET.indexOf(byte));

/**
 * Points of the picture in an address `data:...;base64,...`; null when they cannot be measured. What is decoded for it is
 * overwritten at once (C3).
 */
export function embeddedPixels(bytes: Uint8Array, from: number, to: number): number | null {
  const comma = commaIn(bytes, from, to);
  if (comma < 0 || !isWord(bytes, comma - BASE64.length, BASE64)) return null;
  const decoded = new Uint8Array(Math.ceil(((to - comma) * 3) / 4));
  try {
    const length = decode(bytes, comma + 1, to, decoded);
    return length < 0 ? null : rasterOf(decoded.subarray(0, length))?.pixels || null;
  } finally {
    decoded.fill(0);
  }
}

/** Where the first comma is; -1: nowhere. */
function commaIn(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) if (bytes[at] === COMMA) return at;
  return -1;
}

/** Writes what Base64 stands for; gives its length, or -1 where there is anything else among it. */
function decode(bytes: Uint8Array, from: number, to: number, into: Uint8Array): number {
  let [bits, held, length] = [0, 0, 0];
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (isBlank(byte) || byte === EQUALS) continue;
    const value = VALUES[byte] ?? -1;
    if (value < 0) return -1;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    into[length] = bits >> held;
    length += 1;
  }
  return length;
}

/**
 * Whether a value or a style sheet has an address `data:` of anything but a font: browsers take a picture for one whatever
 * type it claims.
 */
export function hasOtherData(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== COLON || !endsWithData(bytes, from, at)) continue;
    const comma = commaIn(bytes, at, to);
    const isFont = FONTS.some((font) => standsAt(bytes, comma + 1, font));
    if (comma < 0 || !isFont || !isWord(bytes, comma - BASE64.length, BASE64)) return true;
  }
  return false;
}

/** Browsers leave tabs and ends of lines out of addresses. */
function endsWithData(bytes: Uint8Array, from: number, end: number): boolean {
  let left = DATA.length;
  for (let at = end - 1; at >= from && left > 0; at -= 1) {
    const byte = bytes[at] ?? 0;
    if (isBlank(byte) && byte !== 0x20) continue;
    if ((byte | 0x20) !== DATA[left - 1]) return false;
    left -= 1;
  }
  return left === 0;
}

/** Whether these signs, in whatever case, stand here. */
const isWord = (bytes: Uint8Array, at: number, word: Uint8Array) =>
  word.every((byte, i) => byte === (bytes[at + i] ?? 0) || byte === ((bytes[at + i] ?? 0) | 0x20));
