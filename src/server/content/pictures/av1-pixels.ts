/** The kind of unit that a sequence's header is (AV1 specification, 6.2.2). */
const SEQUENCE = 1;
/** Units before it that are read over: delimiters, padding. */
const MOST_BEFORE = 16;

/**
 * Pixels of what AV1 data begin with, by the header of their sequence (AV1 specification, 5.5.1): no frame is larger. 0:
 * they are none; NaN: a header that has what pictures do not have, or is not all here.
 */
export function av1Pixels(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let i = 0; i < MOST_BEFORE; i += 1) {
    const head = bytes[at] ?? Number.NaN;
    const kind = (head >> 3) & 15;
    const [hasExtension, hasSize] = [(head & 4) > 0, (head & 2) > 0];
    const { size, end } = hasSize ? sizeAt(bytes, at + (hasExtension ? 2 : 1)) : { size: 0, end: at + 1 };
    if (kind === SEQUENCE) return sequencePixels(bytes, hasSize ? end : end + (hasExtension ? 1 : 0));
    if (!hasSize || head >= 0x80) return 0; // it goes on to the end, or is no unit: told about a picture
    at = end + size;
  }
  return Number.NaN;
}

/** A number in bytes of seven bits, the lowest first (4.10.5), and where it ends. */
function sizeAt(bytes: Uint8Array, from: number): { size: number; end: number } {
  let size = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = bytes[from + i] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { size, end: from + i + 1 };
  }
  return { size: Number.NaN, end: from };
}

function sequencePixels(bytes: Uint8Array, from: number): number {
  let bit = from * 8;
  const next = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i += 1, bit += 1) {
      const byte = bytes[Math.floor(bit / 8)];
      value = value * 2 + (byte === undefined ? Number.NaN : (byte >> (7 - (bit % 8))) & 1);
    }
    return value;
  };
  next(3 + 1); // profile, still picture
  if (next(1) === 1) {
    next(5); // the level of a reduced header
  } else {
    if (next(1) !== 0) return Number.NaN; // times, which pictures have not
    const hasDelay = next(1) === 1;
    const points = next(5) + 1;
    for (let i = 0; i < points; i += 1) {
      next(12);
      if (next(5) > 7) next(1);
      if (hasDelay && next(1) === 1) next(4);
    }
  }
  const [widthBits, heightBits] = [next(4) + 1, next(4) + 1];
  return (next(widthBits) + 1) * (next(heightBits) + 1);
}
