import { randomUUID } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';
import { importBuilt } from './built.ts';

type Stores = typeof import('../../../src/storage/durable/database.ts');
const { createDurableStore } = await importBuilt<Stores>('storage/durable/database.js');

const at = new Date(1_800_000_000_000);
const consent = { at, source: 'At the fair', date: '2026-10-03' };
const somebody = () => {
  const email = `${randomUUID()}@example.org`;
  return { email, name: null, tokenHash: randomUUID(), emailHash: `hash of ${email}` };
};

/** What is asked of the mailing list at once, by several lines to one Postgres. */
export function crossingContract(url: () => string, store: () => DurableStore): void {
  let pool: pg.Pool;
  let other: pg.Client;
  /** Tells of every crossing, where {@link store} tries again. */
  let strict: DurableStore;
  beforeAll(async () => {
    pool = new pg.Pool({ connectionString: url() });
    pool.on('error', () => {}); // told by the query under way
    const db = drizzle(pool);
    strict = createDurableStore(db, (work) => work(db));
    other = new pg.Client({ connectionString: url() });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await pool.end();
  });
  const waiting = async () => {
    const { rows } = await pool.query('select distinct pid from pg_locks where not granted');
    return rows.length;
  };
  const ask = ({ email, tokenHash }: ReturnType<typeof somebody>) =>
    store().subscribers.ask({
      ...{ email, name: null, tokenHash, askedAt: at, wording: 'w1', quietSince: at },
      mail: {
        ...{ id: randomUUID(), kind: 'confirmation', campaignId: null, recipient: email, subject: 'S' },
        ...{ text: 'T', html: null, headers: {}, queuedAt: at, dueAt: at },
      },
    });
  const list = (person: ReturnType<typeof somebody>) => store().subscribers.import([person], consent);
  const again = (person: ReturnType<typeof somebody>) =>
    strict.subscribers.import([{ ...person, tokenHash: randomUUID() }], consent);
  const gone = (person: ReturnType<typeof somebody>) => ({ ...person, at });

  describe('W5: at the same moment', () => {
    test.each([
      ['an import and a bounce', list, again, (p) => strict.subscribers.bounce(gone(p))],
      [
        'an import and a confirmation',
        ask,
        again,
        (p) => strict.subscribers.confirm({ ...gone(p), countsOpens: true }),
      ],
      [
        'an import and an unsubscription',
        list,
        again,
        (p) => strict.subscribers.remove({ ...gone(p), why: 'unsubscribed' }),
      ],
      [
        'a bounce and an unsubscription',
        list,
        (p) => strict.subscribers.bounce(gone(p)),
        (p) => strict.subscribers.remove({ ...gone(p), why: 'unsubscribed' }),
      ],
    ] satisfies [string, ...((person: ReturnType<typeof somebody>) => Promise<unknown>)[]][])(
      '%s do not wait for each other',
      async (_, before, first, second) => {
        const person = somebody();
        await before(person);
        // Both have begun, and wait behind this, before either can be done.
        await other.query('begin; lock table suppressions in share row exclusive mode');
        const both: Promise<unknown>[] = [first(person)];
        await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000 });
        both.push(second(person));
        await vi.waitFor(async () => expect(await waiting()).toBe(2), { timeout: 5_000 });
        await other.query('commit');
        expect(await Promise.allSettled(both)).toMatchObject([
          { status: 'fulfilled' },
          { status: 'fulfilled' },
        ]);
      },
    );

    test('who is in the way of others is let through afterwards', async () => {
      const person = somebody();
      await list(person);
      // This one does not give way: the store is told of the deadlock, once, and tries again.
      await other.query("set deadlock_timeout = '60s'; begin");
      await other.query('select from subscribers where email = $1 for update', [person.email]);
      const removed = store().subscribers.remove({ ...gone(person), why: 'unsubscribed' });
      await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 5_000 });
      await other.query('lock table suppressions in share row exclusive mode; commit');
      await removed;
      expect(await store().subscribers.of(person.email)).toBeNull();
      expect(await store().subscribers.isSuppressed(person.emailHash)).toBe(true);
    });
  });
}
