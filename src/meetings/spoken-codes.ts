import { LIMITS } from '../shared/limits.ts';
import { createTryThrottle } from './try-throttle.ts';

/** Words of a code. */
export const CODE_LENGTH = 4;
/** Who asks again while a code is good for longer than this gets the same one. ms. */
const FRESH_MS = 15_000;
/** Letters that tell every word from every other. */
const TELLING = 4;
/** Longest text that is looked at, characters. */
const LONGEST = 200;
/** Chance that so many draws in a row hit codes that are open is nil with a list of 2,048 words. */
const DRAWS = 1_000;

export interface SpokenCode {
  /** `word-word-word-word` */
  readonly code: string;
  /** It opens the meeting before this time. ms. */
  readonly until: number;
}

export type Entry = { readonly meetingId: string } | { readonly error: 'bad-code' | 'code-throttled' };

export interface SpokenCodes {
  /** The code of a meeting for the people in it. At most two open one meeting at a time. */
  open(meetingId: string): SpokenCode;
  /** Which meeting these words open. `address` is an IP address. */
  enter(code: string, address: string): Entry;
  /** The meeting ended: its codes are void. */
  close(meetingId: string): void;
  /** Forgets codes whose time is over, and addresses an hour after their last wrong try. Call it every minute or so. */
  sweep(): void;
  /** What is kept, in numbers. */
  size(): { codes: number; addresses: number };
}

export interface SpokenCodesOptions {
  /** ms on the server's clock. */
  now: () => number;
  /** A whole number from 0 to below `limit`, from a cryptographic source, all equally likely. */
  random: (limit: number) => number;
  /** Distinct within their first four letters; 2,048 of them. */
  words: readonly string[];
}

/**
 * B6: spoken codes, a way into a meeting without a microphone.
 *
 * The chance to guess: of words^4 codes at most two per meeting are open, so one try opens any of M meetings with a
 * chance of at most 2 M / words^4, whatever was tried before, as a wrong code may become a right one a minute later.
 * One address has LIMITS.codeTries wrong tries within any hour, and as many again at most from the count that the
 * addresses share for which there was no place. With 2,048 words, 60 tries and 5,000 meetings:
 *
 *     2 * 60 tries * 2 * 5,000 codes / 2,048^4 = 1,200,000 / 1.76e13 = 6.8e-8 per address and hour,
 *
 * which is below 1e-6; without a shared count, as is the rule, 3.4e-8. A spent address is refused right codes as well.
 * Addresses are kept in memory alone, by /64 where they are IPv6.
 */
export function createSpokenCodes({ now, random, words }: SpokenCodesOptions): SpokenCodes {
  const read = codeReader(words);
  const opened = new Map<string, { meetingId: string; until: number }>();
  /** Codes of a meeting, oldest first. */
  const byMeeting = new Map<string, SpokenCode[]>();
  const throttle = createTryThrottle(now, LIMITS.codeTries);

  const draw = (): string => {
    for (let i = 0; i < DRAWS; i += 1) {
      const code = drawCode(words, random);
      if (!opened.has(code)) return code;
    }
    throw new Error('no free code drawn');
  };
  /** Drops what is over and returns what is left. */
  const current = (meetingId: string): SpokenCode[] => {
    const codes = byMeeting.get(meetingId) ?? [];
    const left = codes.filter(({ until }) => now() < until);
    for (const { code, until } of codes) if (now() >= until) opened.delete(code);
    if (left.length === 0) byMeeting.delete(meetingId);
    else byMeeting.set(meetingId, left);
    return left;
  };

  return {
    open(meetingId) {
      const codes = current(meetingId);
      const newest = codes.at(-1);
      if (newest !== undefined && isFresh(newest, now())) return newest;
      const next = { code: draw(), until: now() + LIMITS.codeMs };
      opened.set(next.code, { meetingId, until: next.until });
      byMeeting.set(meetingId, [...codes, next]);
      return next;
    },
    enter(text, address) {
      if (throttle.isSpent(address)) return { error: 'code-throttled' };
      const code = read(text);
      const found = code === null ? undefined : opened.get(code);
      if (found !== undefined && now() < found.until) return { meetingId: found.meetingId };
      throttle.count(address);
      return { error: 'bad-code' };
    },
    close(meetingId) {
      for (const { code } of byMeeting.get(meetingId) ?? []) opened.delete(code);
      byMeeting.delete(meetingId);
    },
    sweep() {
      for (const meetingId of [...byMeeting.keys()]) current(meetingId);
      throttle.sweep();
    },
    size: () => ({ codes: opened.size, addresses: throttle.size() }),
  };
}

/** Four words, each as likely as every other. */
export function drawCode(words: readonly string[], random: (limit: number) => number): string {
  return Array.from({ length: CODE_LENGTH }, () => words[random(words.length)] ?? '').join('-');
}

/** Whether a code is good for long enough to be told again. */
export const isFresh = ({ until }: SpokenCode, now: number): boolean => until - now > FRESH_MS;

/** Reads what people type; gives null for what is no code of these words. */
export function codeReader(words: readonly string[]): (text: string) => string | null {
  const wordOf = new Map(words.map((word) => [word.slice(0, TELLING), word]));
  return (text) => normalise(text, wordOf);
}

/**
 * The code that a person means: any case, any spaces, hyphens and punctuation, words in full or from their first four
 * letters on. Null when these are not four words of the list.
 */
function normalise(text: string, wordOf: ReadonlyMap<string, string>): string | null {
  if (text.length > LONGEST) return null;
  const typed = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '');
  const words = typed.map((part) => {
    const word = wordOf.get(part.slice(0, TELLING));
    return word?.startsWith(part) ? word : null;
  });
  return words.length === CODE_LENGTH && !words.includes(null) ? words.join('-') : null;
}
