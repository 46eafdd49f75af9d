/**
 * The code points of UTF-8 bytes, one after the other, without a string being made of them.
 *
 * @returns null at the first byte that is no UTF-8: overlong, a surrogate, beyond U+10FFFF, or cut off
 */
export function* codePoints(bytes: Uint8Array): Generator<number | null> {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return yield null;
    let point = length === 1 ? first : first & (0x7f >> length);
    for (let i = 1; i < length; i += 1) {
      const next = bytes[at + i] ?? 0;
      if ((next & 0xc0) !== 0x80) return yield null;
      point = (point << 6) | (next & 0x3f);
    }
    const lowest = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0;
    if (point < lowest || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return yield null;
    yield point;
    at += length;
  }
}
