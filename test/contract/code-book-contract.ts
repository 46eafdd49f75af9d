import { afterEach, describe, expect, test } from 'vitest';
import { SLOT_MS, SLOTS } from '../../src/meetings/try-throttle.ts';
import type { CodeBook } from '../../src/server/live/invite-service.ts';
import { LIMITS } from '../../src/shared/limits.ts';

export interface BookWorld {
  /** Of each server; one server has one. */
  readonly books: readonly CodeBook[];
  /** The clock of all of them. */
  readonly clock: { now: number };
  close?(): Promise<void>;
}

export const BOOK_WORDS = Array.from(
  { length: 64 },
  (_, i) => `${'abcdefgh'[i >> 3]}${'abcdefgh'[i & 7]}word`,
);
const WRONG = 'no such words here';
const HOME = '192.0.2.1';

/** B6: what spoken codes do, wherever they are kept and on however many servers they are tried. */
export function codeBookContract(kind: string, open: () => Promise<BookWorld>): void {
  describe(`spoken codes: ${kind}`, () => {
    let world: BookWorld;
    const begin = async () => {
      world = await open();
    };
    const bookOf = (turn: number) => world.books[turn % world.books.length] as CodeBook;
    afterEach(() => world?.close?.());

    test('B6: a code opens its meeting on every server for a minute, and not after the meeting has ended', async () => {
      await begin();
      const { code, until } = await bookOf(0).open('m');
      for (const book of world.books) expect(await book.enter(code, HOME)).toEqual({ meetingId: 'm' });
      world.clock.now = until;
      for (const book of world.books) expect(await book.enter(code, HOME)).toEqual({ error: 'bad-code' });
      const next = await bookOf(1).open('m');
      expect(await bookOf(2).enter(next.code, HOME)).toEqual({ meetingId: 'm' });
      await bookOf(0).close('m');
      expect(await bookOf(2).enter(next.code, HOME)).toEqual({ error: 'bad-code' });
    });

    test('B6: an address has its wrong tries once, on whichever servers; then right words are refused, too', async () => {
      await begin();
      const { code } = await bookOf(0).open('m');
      for (let i = 0; i < LIMITS.codeTries; i += 1) {
        expect(await bookOf(i).enter(code, HOME)).toEqual({ meetingId: 'm' }); // counts for nothing
        expect(await bookOf(i).enter(WRONG, HOME), `try ${i}`).toEqual({ error: 'bad-code' });
      }
      for (const book of world.books) {
        expect(await book.enter(WRONG, HOME)).toEqual({ error: 'code-throttled' });
        expect(await book.enter(code, `::ffff:${HOME}`)).toEqual({ error: 'code-throttled' });
        expect(await book.enter(code, '192.0.2.2')).toEqual({ meetingId: 'm' });
      }
    });

    test('B6: tries that come all at once are counted, too', async () => {
      await begin();
      const all = Array.from({ length: 10 * LIMITS.codeTries }, (_, i) => bookOf(i).enter(WRONG, HOME));
      const answers = await Promise.all(all);
      const tried = answers.filter((answer) => 'error' in answer && answer.error === 'bad-code');
      expect(tried).toHaveLength(LIMITS.codeTries);
    });

    test('B6: the addresses of one /64 are one guesser, on whichever servers', async () => {
      await begin();
      for (let i = 0; i < LIMITS.codeTries; i += 1) {
        await bookOf(i).enter(WRONG, `2001:db8::${(i + 1).toString(16)}`);
      }
      for (const book of world.books) {
        expect(await book.enter(WRONG, '2001:db8::ffff:1')).toEqual({ error: 'code-throttled' });
      }
      expect(await bookOf(0).enter(WRONG, '2001:db8:0:1::1')).toEqual({ error: 'bad-code' });
    });

    test('B6: after the hour a spent address may go on, and not before', async () => {
      await begin();
      for (let i = 0; i < LIMITS.codeTries; i += 1) await bookOf(i).enter(WRONG, HOME);
      const begun = world.clock.now;
      world.clock.now = begun + 3_600_000 - 1;
      for (const book of world.books) {
        expect(await book.enter(WRONG, HOME)).toEqual({ error: 'code-throttled' });
      }
      world.clock.now = begun + SLOTS * SLOT_MS;
      for (const book of world.books) {
        expect(await book.enter(WRONG, HOME)).toEqual({ error: 'bad-code' });
      }
    });
  });
}
