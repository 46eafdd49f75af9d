/**
 * An unsigned number of so many bytes, big endian. NaN where the bytes end before it: it compares with nothing, so a
 * reader that asks "is it this?" has its answer.
 */
export function bigEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i += 1) value = value * 256 + (bytes[at + i] ?? Number.NaN);
  return value;
}

/** The same, little endian. */
export function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? Number.NaN);
  return value;
}

/** Four letters, as formats made of chunks and boxes name them, as a big endian number. */
export function fourLetters(letters: string): number {
  return [...letters].reduce((value, letter) => value * 256 + letter.charCodeAt(0), 0);
}
