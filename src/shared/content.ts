import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';

/** The WHATWG URL, which browsers and Node both have; this zone sees the types of neither. */
declare const URL: {
  canParse(text: string): boolean;
  new (text: string): { protocol: string; username: string; password: string };
};

/** True for text with control characters other than tab and line ends, which no screen should have to show. */
function hasControls(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127) return true;
  }
  return false;
}

/** Invisible characters that make a text look like another one, ranges of code points. */
const DECEIVING = [
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x2069],
  [0xfeff, 0xfeff],
  [0x061c, 0x061c],
  [0xe0000, 0xe007f],
] as const;

/** Whether a code point is invisible and makes a text look like another one. */
export function isDirectionChange(point: number): boolean {
  return DECEIVING.some(([from, to]) => point >= from && point <= to);
}

const hasDirectionChange = (text: string) =>
  [...text].some((character) => isDirectionChange(character.codePointAt(0) ?? 0));

/** True for an absolute http or https address without a user name or password in it. */
export function isSafeUrl(text: string): boolean {
  // With its two slashes: without them a page takes the rest for a path of its own site.
  if (!/^https?:\/\//i.test(text) || hasControls(text) || /\s/.test(text)) return false;
  if (hasDirectionChange(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const trimmed = z.string().check(z.trim());

/** N2: a participant name: 1 to 40 characters on one line, without invisible direction changes; null for none. */
export const nameSchema = z.nullable(
  trimmed.check(
    z.minLength(1),
    z.maxLength(LIMITS.nameLength),
    z.refine((name) => !/\p{Cc}/u.test(name) && !hasDirectionChange(name)),
  ),
);

const note = trimmed.check(
  z.minLength(1),
  z.maxLength(LIMITS.noteLength),
  z.refine((text) => !hasControls(text)),
);

/** C1: a text that can be laid on the table: a web address, plain text, or Markdown. */
export const contentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('url'),
    text: trimmed.check(z.maxLength(LIMITS.urlLength), z.refine(isSafeUrl)),
  }),
  z.object({ kind: z.literal('note'), text: note }),
  z.object({ kind: z.literal('markdown'), text: note }),
]);

export type Content = z.infer<typeof contentSchema>;

/** The name of a file, as its owner's device calls it: one line without folders. */
export const fileNameSchema = trimmed.check(
  z.minLength(1),
  z.maxLength(LIMITS.fileNameLength),
  z.refine((name) => !hasControls(name) && !/[/\\\t\r\n]/.test(name) && !hasDirectionChange(name)),
);

/** Kinds of items whose text is all there is. */
export const TEXT_KINDS = ['url', 'note', 'markdown'] as const;
/** Kinds of items that have bytes besides; the server tells the kind from the bytes. */
export const FILE_KINDS = ['image', 'pdf', 'file'] as const;
export const ITEM_KINDS = [...TEXT_KINDS, ...FILE_KINDS] as const;
export type TextKind = (typeof TEXT_KINDS)[number];
export type FileKind = (typeof FILE_KINDS)[number];
export type ItemKind = (typeof ITEM_KINDS)[number];
