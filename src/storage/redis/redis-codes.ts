import { codeReader, drawCode, type Entry, isFresh, type SpokenCode } from '../../meetings/spoken-codes.ts';
import { LIMITS } from '../../shared/limits.ts';
import { CLOCK_SLACK_MS } from './redis-clock.ts';
import type { Redis } from './redis-connection.ts';
import { createRedisTries } from './redis-tries.ts';
import { swapValue } from './swap-value.ts';
import type { ValueSeal } from './value-seal.ts';

/** Chance that so many draws in a row hit codes that are open is nil with a list of 2,048 words. */
const DRAWS = 100;

export interface RedisCodesOptions {
  redis: Redis;
  seal: ValueSeal;
  now: () => number;
  random: (limit: number) => number;
  words: readonly string[];
}

/**
 * B6: spoken codes for several servers. Wrong tries are counted on all of them together, so that the chance to guess is
 * that of one server, see `createSpokenCodes`.
 */
export function createRedisCodes({ redis, seal, now, random, words }: RedisCodesOptions) {
  const read = codeReader(words);
  const tries = createRedisTries({ redis, seal, now, limit: LIMITS.codeTries });
  const codeName = (code: string) => seal.name('code', code);
  const codesName = (meetingId: string) => seal.name('codes', meetingId);
  const parse = (text: string): SpokenCode[] => JSON.parse(text);
  async function meetingOf(code: string): Promise<string | null> {
    const raw = await redis.get(codeName(code));
    const found = raw === null ? null : JSON.parse(seal.open(codeName(code), raw));
    return found !== null && now() < found.until ? found.meetingId : null;
  }

  async function freeCode(): Promise<string> {
    for (let i = 0; i < DRAWS; i += 1) {
      const code = drawCode(words, random);
      if ((await redis.exists(codeName(code))) === 0) return code;
    }
    throw new Error('no free code drawn');
  }

  return {
    /** The code of a meeting for the people in it. At most two open one meeting at a time. */
    async open(meetingId: string): Promise<SpokenCode> {
      const next = { code: await freeCode(), until: now() + LIMITS.codeMs };
      const name = codesName(meetingId);
      const opened = await swapValue({ redis, seal }, name, parse, (before) => {
        const codes = (before ?? []).filter(({ until }) => now() < until);
        const newest = codes.at(-1);
        if (newest !== undefined && isFresh(newest, now())) return null;
        const entry = JSON.stringify({ meetingId, until: next.until });
        const beside = { set: [[codeName(next.code), seal.seal(codeName(next.code), entry)] as const] };
        return {
          after: JSON.stringify([...codes, next]),
          beside,
          result: next,
          ttlMs: LIMITS.codeMs + CLOCK_SLACK_MS,
        };
      });
      if (opened !== null) return opened;
      const raw = await redis.get(name);
      return (raw === null ? null : parse(seal.open(name, raw)).at(-1)) ?? this.open(meetingId);
    },
    /** Which meeting these words open. */
    async enter(text: string, address: string): Promise<Entry> {
      const giveBack = await tries.take(address);
      if (giveBack === null) return { error: 'code-throttled' };
      const code = read(text);
      try {
        const meetingId = code === null ? null : await meetingOf(code);
        if (meetingId === null) return { error: 'bad-code' };
        giveBack();
        return { meetingId };
      } catch (error) {
        giveBack(); // nobody learned anything by it
        throw error;
      }
    },
    /** The meeting ended: its codes are void. */
    async close(meetingId: string): Promise<void> {
      const name = codesName(meetingId);
      const raw = await redis.get(name);
      const codes = raw === null ? [] : parse(seal.open(name, raw));
      await redis.unlink([name, ...codes.map(({ code }) => codeName(code))]);
    },
    sweep: () => tries.sweep(),
  };
}

export type RedisCodes = ReturnType<typeof createRedisCodes>;
