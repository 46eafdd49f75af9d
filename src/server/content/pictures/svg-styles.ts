import { codes, isBlank, nameNumber } from './markup-bytes.ts';
import { namedParts, ownFilters } from './svg-values.ts';

const [BEGIN, END, SEMICOLON, AT, DOT, COMMA, SLASH, STAR, OPEN] = codes('{};@.,/*(');
const QUOTES = new Set<number | undefined>(codes('"\''));
const isWordSign = (byte = 0) =>
  (byte >= 0x30 && byte <= 0x39) ||
  ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
  byte === 0x2d ||
  byte === 0x5f;

/** Most classes, and most parts, that style sheets name. */
const MOST_NAMED = 20_000;

/** A rule of a style sheet: the parts that the elements it is about refer to. */
export interface SvgRule {
  readonly parts: number[];
}

/** What the style sheets of an SVG picture make its elements refer to. */
export class SvgStyles {
  readonly rules: SvgRule[] = [];
  /** The rules about elements of a class. */
  readonly ofClass = new Map<number, SvgRule[]>();
  /** The rule about any element. */
  readonly ofAny: SvgRule = { parts: [] };
  #isPlain = true;
  #hasText = false;
  /** Classes that rules are about. */
  #named = 0;
  #rule: SvgRule = this.ofAny;

  /** A style sheet begins. */
  begin(): void {
    this.#isPlain = true;
    this.#hasText = false;
    this.#rule = this.ofAny;
  }

  /** @returns false for a sheet that fetches another one, has filters of its own, comes in pieces, or may be in disguise */
  take(bytes: Uint8Array, from: number, to: number): boolean {
    let start = from;
    while (start < to && isBlank(bytes[start])) start += 1;
    if (start === to) return true;
    if (this.#hasText) return false; // markup lies between, and may be in the midst of a name
    this.#hasText = true;
    return ownFilters(bytes, start, to) === 0 && this.#rules(bytes, start, to);
  }

  #rules(bytes: Uint8Array, from: number, to: number): boolean {
    const parts = new Map<number, number>();
    if (!namedParts(bytes, from, to, (part, at) => parts.set(at, part).size <= MOST_NAMED)) return false;
    let prelude = from;
    let quote: number | null = null;
    for (let at = from; at < to; at += 1) {
      const byte = bytes[at];
      const part = parts.get(at);
      if (part !== undefined && isAddress(bytes, at)) {
        (this.#isPlain ? this.#rule : this.ofAny).parts.push(part);
      }
      if (byte === AT && ((bytes[at + 1] ?? 0) | 0x20) === 0x69) return false; // @import
      if (byte === SLASH && bytes[at + 1] === STAR) this.#isPlain = false;
      if (QUOTES.has(byte)) quote = quote === null ? (byte ?? null) : quote === byte ? null : quote;
      if (byte !== BEGIN && byte !== END && byte !== SEMICOLON) continue;
      if (quote !== null) this.#isPlain = false;
      if (byte === BEGIN && !this.#begin(classesIn(bytes, prelude, at))) return false;
      if (byte === END) this.#rule = this.ofAny;
      prelude = at + 1;
    }
    return true;
  }

  #begin(classes: readonly number[] | null): boolean {
    this.#rule = classes === null ? this.ofAny : { parts: [] };
    if (classes === null) return true;
    this.rules.push(this.#rule);
    for (const name of classes) {
      const rules = this.ofClass.get(name) ?? [];
      this.ofClass.set(name, rules);
      rules.push(this.#rule);
    }
    this.#named += classes.length;
    return this.#named <= MOST_NAMED;
  }
}

/** Whether a name is an address, `url(#a)`; others say what a rule is about, or are colours. */
function isAddress(bytes: Uint8Array, at: number): boolean {
  let before = at - 2;
  while (isBlank(bytes[before]) || QUOTES.has(bytes[before])) before -= 1;
  return bytes[before] === OPEN || bytes[before] === SLASH; // that ends a comment
}

/** The classes of a selector that names nothing else, as `.a, .b`. */
function classesIn(bytes: Uint8Array, from: number, to: number): number[] | null {
  const classes: number[] = [];
  const blanks = (at: number) => {
    let next = at;
    while (next < to && isBlank(bytes[next])) next += 1;
    return next;
  };
  for (let at = blanks(from); ; at = blanks(at + 1)) {
    if (bytes[at] !== DOT) return null;
    const begin = at + 1;
    at = begin;
    while (at < to && isWordSign(bytes[at])) at += 1;
    if (at === begin) return null;
    classes.push(nameNumber(bytes, begin, at));
    at = blanks(at);
    if (at >= to) return classes;
    if (bytes[at] !== COMMA) return null;
  }
}
