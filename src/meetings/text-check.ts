import { isDirectionChange } from '../shared/content.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import { codePoints } from '../shared/utf8.ts';

/** Texts that are laid down: three kinds of items, and the name of a file. */
export type CheckedText = 'url' | 'note' | 'markdown' | 'name';

const RULES: Readonly<Record<CheckedText, { error: ErrorCode; units: number; lines: boolean }>> = {
  url: { error: 'bad-url', units: LIMITS.urlLength, lines: false },
  note: { error: 'bad-note', units: LIMITS.noteLength, lines: true },
  markdown: { error: 'bad-note', units: LIMITS.noteLength, lines: true },
  name: { error: 'bad-name', units: LIMITS.fileNameLength, lines: false },
};

/**
 * Whether a text may be laid down, told from its UTF-8 bytes: a string of it could not be erased from memory. It refuses
 * what `contentSchema` refuses, except for what only a whole URL parser can tell; the pages that show it parse it again.
 */
export function checkText(kind: CheckedText, bytes: Uint8Array): ErrorCode | null {
  const { error, units, lines } = RULES[kind];
  let length = 0;
  let signs = 0;
  for (const point of codePoints(bytes)) {
    if (point === null || isControl(point, lines)) return error;
    if (kind !== 'note' && kind !== 'markdown' && isDirectionChange(point)) return error;
    if (kind === 'url' && isBlank(point)) return error;
    if (kind === 'name' && (point === SLASH || point === BACKSLASH)) return error;
    length += point > 0xffff ? 2 : 1;
    if (!isBlank(point)) signs += 1;
    if (length > units) return error;
  }
  if (signs === 0) return error;
  return kind === 'url' && !isWebAddress(bytes) ? error : null;
}

const SLASH = 0x2f;
const BACKSLASH = 0x5c;

function isControl(point: number, lines: boolean): boolean {
  if (lines && (point === 9 || point === 10 || point === 13)) return false;
  return point < 32 || point === 127;
}

/** What `\\s` matches. */
function isBlank(point: number): boolean {
  if (point === 0x20 || (point >= 9 && point <= 13) || point === 0xa0 || point === 0xfeff) return true;
  return (
    point === 0x1680 ||
    (point >= 0x2000 && point <= 0x200a) ||
    [0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(point)
  );
}

/** http or https with two slashes, then a host, and no user name or password before it. */
function isWebAddress(bytes: Uint8Array): boolean {
  const scheme = 'https'.length;
  const letters = [...'http'].map((letter) => letter.charCodeAt(0));
  if (!letters.every((letter, i) => ((bytes[i] ?? 0) | 0x20) === letter)) return false;
  let at = ((bytes[4] ?? 0) | 0x20) === 's'.charCodeAt(0) ? scheme : scheme - 1;
  for (const sign of '://') {
    if (bytes[at] !== sign.charCodeAt(0)) return false;
    at += 1;
  }
  // Further slashes, of either kind, are skipped by browsers, and a backslash ends the host as a slash does.
  while (bytes[at] === SLASH || bytes[at] === BACKSLASH) at += 1;
  const begin = at;
  for (; at < bytes.length && !ENDS_OF_HOST.has(bytes[at] ?? 0); at += 1) {
    if (bytes[at] === '@'.charCodeAt(0)) return false;
  }
  return at > begin;
}

const ENDS_OF_HOST = new Set([SLASH, BACKSLASH, ...[...'?#'].map((sign) => sign.charCodeAt(0))]);
