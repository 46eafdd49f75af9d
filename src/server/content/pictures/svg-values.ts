import { codes, isBlank, nameNumber, standsAt } from './markup-bytes.ts';

const [HASH, BACKSLASH, AND, OPEN] = [0x23, 0x5c, 0x26, 0x28];
/** What may follow the name of a part in a value: `)`, quotes, `;`, `,`, `}`. */
const ENDS = new Set<number | undefined>(codes(')"\';,}'));
const QUOTED = [codes('&quot;'), codes('&apos;')];
const [BLUR, SHADOW] = [codes('blur'), codes('shadow')];

const isNameEnd = (bytes: Uint8Array, at: number, to: number) =>
  at >= to || ENDS.has(bytes[at]) || isBlank(bytes[at]) || QUOTED.some((sign) => standsAt(bytes, at, sign));
/** Signs that can spell a name in another way: `\61`, `%61`, `&#97;`. */
const isDisguise = (byte: number | undefined) => byte === BACKSLASH || byte === 0x25 || byte === AND;

/** Where the name ends that begins here; -1 when it may be written in disguise. */
function endOfName(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  for (; !isNameEnd(bytes, at, to); at += 1) if (isDisguise(bytes[at])) return -1;
  return at;
}

/**
 * The number by which a part with this `id` can be named. What follows a sign that ends names counts for nothing, here
 * as where it is named; -1 when it may be written in disguise.
 */
export function partNumber(bytes: Uint8Array, from: number, to: number): number {
  const end = endOfName(bytes, from, to);
  return end < 0 ? -1 : nameNumber(bytes, from, end);
}

/**
 * Every part that a value of an attribute or a style names: `#name`, also what is only a colour, which no part is called.
 *
 * @param tell of each, its number, and where it begins; false stops
 * @returns false when it was stopped, or a name may be written in disguise
 */
export function namedParts(
  bytes: Uint8Array,
  from: number,
  to: number,
  tell: (name: number, at: number) => boolean,
): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === BACKSLASH || (byte === AND && bytes[at + 1] === HASH)) return false;
    if (byte !== HASH) continue;
    const begin = at + 1;
    at = endOfName(bytes, begin, to);
    if (at < 0) return false;
    if (at > begin && !tell(nameNumber(bytes, begin, at), begin)) return false;
  }
  return true;
}

/** Most classes of one element. */
const MOST_CLASSES = 100;

/** The words of a `class`; null when they are too many, or one may be written in disguise. */
export function classNumbers(bytes: Uint8Array, from: number, to: number): number[] | null {
  const found: number[] = [];
  for (let at = from; at < to; at += 1) {
    const begin = at;
    for (; at < to && !isBlank(bytes[at]); at += 1) if (bytes[at] === AND) return null;
    if (at > begin) found.push(nameNumber(bytes, begin, at));
    if (found.length > MOST_CLASSES) return null;
  }
  return found;
}

/** How many filters a style has that need no part of their own. */
export function ownFilters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === OPEN && (endsWith(bytes, at, BLUR) || endsWith(bytes, at, SHADOW))) count += 1;
  }
  return count;
}

/** Whether these small letters, in whatever case, stand before a place. */
const endsWith = (bytes: Uint8Array, at: number, word: Uint8Array) =>
  word.every((byte, i) => ((bytes[at - word.length + i] ?? 0) | 0x20) === byte);
