import { codes, isBlank, nameNumber, standsAt } from './markup-bytes.ts';

/** What is told of a document while it is gone through. Names are numbers, without their prefix; false stops. */
export interface MarkupReader {
  open(name: number, from: number, to: number): boolean;
  attribute(name: number, from: number, to: number): boolean;
  /** All between two pieces of markup, and what a CDATA section has. */
  text(from: number, to: number): boolean;
  close(): void;
}

const [LESS, MORE, SLASH, EQUALS, COLON] = [0x3c, 0x3e, 0x2f, 0x3d, 0x3a];
const [BANG, ASK, SUBSET] = [0x21, 0x3f, 0x5b];
const QUOTES = new Set<number | undefined>([0x22, 0x27]);
const COMMENT = { begin: codes('<!--'), end: codes('-->') };
const CDATA = { begin: codes('<![CDATA['), end: codes(']]>') };
const INSTRUCTION = { begin: codes('<?'), end: codes('?>') };
const DOCTYPE = codes('<!DOCTYPE');
const STYLESHEET = codes('<?xml-stylesheet');
const ENCODING = codes('encoding');
/** How names of encodings begin whose signs of markup are never a part of another sign: UTF-8, ISO, ASCII, Windows. */
const PLAIN_ENCODINGS = new Set<number | undefined>(codes('uUiIaAwW'));

/**
 * Goes through an XML document once, as a browser would. @returns false when it stopped: the reader wants no more, or
 * there is something that could be read in another way, or that brings in what is not seen here (a doctype that declares
 * entities, a style sheet from elsewhere)
 */
export function readMarkup(bytes: Uint8Array, reader: MarkupReader): boolean {
  const end = bytes.length;
  for (let at = 0; at < end; at += 1) if (isControl(bytes[at] ?? 0)) return false;
  let at = 0;
  while (at < end) {
    const from = at;
    while (at < end && bytes[at] !== LESS) at += 1;
    if (at > from && !reader.text(from, at)) return false;
    if (at === end) return true;
    at = afterMarkup(bytes, at, reader);
    if (at < 0) return false;
  }
  return true;
}

/** They begin other alphabets in some encodings, and are in no XML. */
const isControl = (byte: number) => byte < 0x20 && !isBlank(byte);

/** Where a piece of markup ends; -1 when it must not be there. */
function afterMarkup(bytes: Uint8Array, at: number, reader: MarkupReader): number {
  const sign = bytes[at + 1];
  if (sign === ASK) return afterInstruction(bytes, at);
  if (sign === BANG) {
    if (standsAt(bytes, at, COMMENT.begin)) return after(bytes, at + COMMENT.begin.length, COMMENT.end);
    if (standsAt(bytes, at, DOCTYPE)) return afterDoctype(bytes, at);
    if (!standsAt(bytes, at, CDATA.begin)) return -1;
    const from = at + CDATA.begin.length;
    const next = after(bytes, from, CDATA.end);
    return next < 0 || reader.text(from, next - CDATA.end.length) ? next : -1;
  }
  if (sign !== SLASH) return afterOpening(bytes, at + 1, reader);
  reader.close();
  return after(bytes, at, MORE_ALONE);
}

const MORE_ALONE = Uint8Array.of(MORE);

function after(bytes: Uint8Array, from: number, expected: Uint8Array): number {
  for (let at = from; at < bytes.length; at += 1) {
    if (bytes[at] === expected[0] && standsAt(bytes, at, expected)) return at + expected.length;
  }
  return -1;
}

function afterInstruction(bytes: Uint8Array, from: number): number {
  const next = after(bytes, from + INSTRUCTION.begin.length, INSTRUCTION.end);
  if (standsAt(bytes, from, STYLESHEET)) return -1;
  for (let at = from; at < next; at += 1) {
    if (bytes[at] !== ENCODING[0] || !standsAt(bytes, at, ENCODING)) continue;
    let name = at + ENCODING.length;
    while (isBlank(bytes[name]) || bytes[name] === EQUALS || QUOTES.has(bytes[name])) name += 1;
    if (!PLAIN_ENCODINGS.has(bytes[name])) return -1;
  }
  return next;
}

function afterDoctype(bytes: Uint8Array, from: number): number {
  const next = after(bytes, from, MORE_ALONE);
  for (let at = from; at < next; at += 1) if (bytes[at] === SUBSET) return -1;
  return next;
}

const endsName = (byte: number | undefined) =>
  byte === undefined || isBlank(byte) || byte === SLASH || byte === MORE || byte === EQUALS || byte === LESS;

/** Where a name ends, and its number without its prefix. */
function nameAt(bytes: Uint8Array, from: number): { begin: number; end: number; name: number } {
  let begin = from;
  let end = from;
  for (; !endsName(bytes[end]); end += 1) if (bytes[end] === COLON) begin = end + 1;
  return { begin, end, name: nameNumber(bytes, begin, end) };
}

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at += 1;
  return at;
}

function afterOpening(bytes: Uint8Array, from: number, reader: MarkupReader): number {
  const tag = nameAt(bytes, from);
  if (tag.begin === tag.end || !reader.open(tag.name, tag.begin, tag.end)) return -1;
  let at = afterBlanks(bytes, tag.end);
  while (at < bytes.length) {
    if (bytes[at] === MORE) return at + 1;
    if (bytes[at] === SLASH) {
      if (bytes[at + 1] !== MORE) return -1;
      reader.close();
      return at + 2;
    }
    at = afterAttribute(bytes, at, reader);
    if (at < 0) return -1;
    at = afterBlanks(bytes, at);
  }
  return -1;
}

function afterAttribute(bytes: Uint8Array, from: number, reader: MarkupReader): number {
  const { end, name } = nameAt(bytes, from);
  const equals = afterBlanks(bytes, end);
  const open = afterBlanks(bytes, equals + 1);
  const quote = bytes[open];
  if (end === from || bytes[equals] !== EQUALS || !QUOTES.has(quote)) return -1;
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== quote) {
    if (bytes[at] === LESS) return -1;
    at += 1;
  }
  return at < bytes.length && reader.attribute(name, open + 1, at) ? at + 1 : -1;
}
