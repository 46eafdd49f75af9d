/**
 * A number that stands for a name: its bytes by FNV-1a, 32 bits. Names become no strings, which nobody could overwrite
 * (C3). Two names may share a number, so whoever compares them has to be right then, too.
 */
export function nameNumber(bytes: Uint8Array, from: number, to: number): number {
  let number = 0x811c9dc5;
  for (let at = from; at < to; at += 1) number = Math.imul(number ^ (bytes[at] ?? 0), 0x01000193);
  return number >>> 0;
}

/** The number of a name that is known beforehand. */
export const numberOf = (name: string): number => {
  const bytes = codes(name);
  return nameNumber(bytes, 0, bytes.length);
};
export const numbersOf = (...names: string[]): ReadonlySet<number> => new Set(names.map(numberOf));

/** The bytes of a text of ASCII letters and signs. */
export const codes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Whether these bytes stand here. */
export function standsAt(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  return expected.every((byte, i) => bytes[at + i] === byte);
}

export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
