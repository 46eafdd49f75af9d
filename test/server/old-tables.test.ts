import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { until } from '../devices/wait.ts';
import { importBuilt } from './support/built.ts';
import { filesWith } from './support/folder-scan.ts';
import { ALTERED, migrationsUpTo, type OldDatabase, oldEmbedded, oldPostgres } from './support/old-tables.ts';

/*
 * A server of today on a database that an older one made.
 */
type Embedded = typeof import('../../src/storage/durable/embedded.ts');
type Postgres = typeof import('../../src/storage/durable/postgres.ts');
const { openEmbedded } = await importBuilt<Embedded>('storage/durable/embedded.js');
const { openPostgres } = await importBuilt<Postgres>('storage/durable/postgres.js');

const at = (s: number) => new Date(1_800_000_000_000 + s * 1_000);
const SAMPLES = `select tablename || '.' || attname as name, 
  coalesce(histogram_bounds::text, '') || coalesce(most_common_vals::text, '') as text
  from pg_stats where schemaname = 'public'`;

describe.each(['embedded', 'postgres'] as const)('%s', (kind) => {
  let folder: string;
  let old: OldDatabase;
  let open: OpenStore | null = null;
  const canary = `canary${randomUUID()}`;
  const person = (n: number) => `p${n}-${canary}@mail.example`;
  const campaign = randomUUID();
  const samples = async () => (await old.query(SAMPLES)) as { name: string; text: string }[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zipsocket-old-'));
    mkdirSync(join(folder, 'migrations'));
    old = kind === 'embedded' ? await oldEmbedded(join(folder, 'database')) : await oldPostgres();
  }, 60_000);
  afterEach(async () => {
    await open?.close();
    open = null;
    await old.stop();
    rmSync(folder, { recursive: true });
  });

  /** Twenty of each, so that samples are taken of them. */
  async function fill(): Promise<void> {
    for (let n = 0; n < 20; n += 1) {
      const names = [person(n), `hash${n}-${canary}`, at(0)];
      const ask = `insert into subscribers (email, name, state, token_hash, source, asked_at) values ($1, $1, $4, $2, 'form', $3)`;
      await old.query(ask, [...names, n === 0 ? 'asked' : 'confirmed']);
      await old.query(
        `insert into email_proofs (token_hash, email, until) values ($2, $1, $3::timestamptz + interval '1 hour')`,
        names,
      );
      await old.query(
        `insert into mails (id, kind, campaign_id, recipient, subject, text, headers, state, queued_at, due_at)
         values ($1, 'news', $2, $3, $4, '', '{}', 'waiting', $5, $5)`,
        [randomUUID(), campaign, person(n), `subject${n}-${canary}`, at(0)],
      );
      await old.query(
        `insert into messages (id, kind, name, email, text, received_at) values ($1, 'feedback', $2, $2, $2, $3)`,
        [randomUUID(), person(n), at(0)],
      );
    }
    const begin = `insert into campaigns (id, subject, text, state, created_at, started_at) values ($1, 'S', 'T', 'sending', $2, $2) on conflict do nothing`;
    await old.query(begin, [campaign, at(0)]);
  }

  /** What an older server left: the first so many migrations, and for a while the first one had more columns. */
  async function leave({ migrations, altered }: { migrations: number; altered: boolean }): Promise<void> {
    await old.migrate(migrationsUpTo(join(folder, 'migrations'), 1));
    if (altered) for (const text of ALTERED) await old.query(text);
    await fill();
    if (altered) await old.query(`update subscribers set consent_source = 'fair ' || email`);
    await old.query('analyze');
    if (migrations > 1) await old.migrate(migrationsUpTo(join(folder, 'migrations'), migrations));
  }
  async function openOfToday(): Promise<OpenStore> {
    if (kind === 'embedded') await old.stop();
    open = kind === 'embedded' ? openEmbedded(join(folder, 'database')) : openPostgres(old.url);
    await open.ready;
    return open;
  }

  test.each([
    ['the first tables', { migrations: 1, altered: false }],
    ['the second', { migrations: 2, altered: false }],
    ['the first, as they were for a while', { migrations: 1, altered: true }],
    ['the second after those', { migrations: 2, altered: true }],
  ])(
    'W5 W11: signing up, news and rights go on with %s',
    async (_, left) => {
      await leave(left);
      const { subscribers, mails, campaigns, rights, kept } = (await openOfToday()).store;

      const confirmed = { emailHash: 'none', at: at(9), countsOpens: true };
      expect(await subscribers.confirm({ ...confirmed, tokenHash: `hash0-${canary}` })).toBe(true);
      expect(await subscribers.of(person(0))).toMatchObject({ state: 'confirmed', wording: null });
      const mail = {
        id: randomUUID(),
        kind: 'confirmation' as const,
        campaignId: null,
        recipient: 'new@x.y',
      };
      const asked = { email: 'new@x.y', name: null, tokenHash: 'new', askedAt: at(9), quietSince: at(0) };
      const words = { subject: 'S', text: 'T', html: null, headers: {}, queuedAt: at(9), dueAt: at(9e9) };
      expect(await subscribers.ask({ ...asked, wording: 'w1', mail: { ...mail, ...words } })).toBe(true);
      expect(await subscribers.of('new@x.y')).toMatchObject({ wording: 'w1' });

      const claimed = await mails.claim({ now: at(9), until: at(99), perMinute: 9 });
      expect(claimed).toMatchObject({ campaignId: campaign });
      await mails.settle(claimed?.id ?? '', { state: 'failed', isBounced: true });
      expect(await campaigns.find(campaign)).toMatchObject({ state: 'sending', recent: '1' });

      expect(await rights.addressOf(`hash1-${canary}`, at(3_599))).toBe(person(1));
      expect(await rights.addressOf(`hash1-${canary}`, at(3_601))).toBeNull();
      expect(await rights.held(person(1), 'none')).toMatchObject({ messages: [{ text: person(1) }] });
      expect(await rights.erase(`hash1-${canary}`, at(9))).toMatchObject({ email: person(1), count: 3 });
      const later = { now: at(9), most: 2, mail: null };
      expect(await rights.addProof({ tokenHash: 'p', email: 'new@x.y', until: at(99) }, later)).toBe(true);
      expect(await kept.eraseBefore('emailProofs', at(left.altered ? 5 : 1))).toBe(19);
      expect(await kept.eraseBefore('publishedWeeks', at(1))).toBe(0);
    },
    60_000,
  );

  test.each([
    ['the first tables', { migrations: 1, altered: false }],
    ['the second, with what people agreed to', { migrations: 2, altered: true }],
  ])(
    'W11: samples that the database took of %s are gone, and none is taken any more',
    async (_, left) => {
      await leave(left);
      const before = (await samples()).filter(({ text }) => text.includes(canary)).map(({ name }) => name);
      expect(before).toEqual(
        expect.arrayContaining(['subscribers.email', 'mails.recipient', 'messages.text']),
      );
      expect(before.includes('subscribers.consent_source')).toBe(left.altered);
      const { store } = await openOfToday();
      for (const email of Array.from({ length: 20 }, (_, n) => person(n)))
        await store.subscribers.remove({ email, emailHash: 'none', at: at(9), why: 'erased' });
      for (let n = 0; n < 20; n += 1)
        expect(await store.rights.erase(`hash${n}-${canary}`, at(9))).not.toBeNull();
      await until('it is in no file', 10_000, async () => {
        await store.kept.wipe({ all: true });
        return filesWith(kind === 'embedded' ? join(folder, 'database') : old.data, canary).length === 0;
      });
      if (kind === 'embedded') {
        await open?.close();
        old = await oldEmbedded(join(folder, 'database'));
      }
      await fill();
      await old.query(`update subscribers set consent_source = 'fair ' || email`);
      await old.query('create table control as select consent_source from subscribers');
      await old.query('analyze');
      const after = (await samples()).filter(({ text }) => text.includes(canary)).map(({ name }) => name);
      expect(after).toEqual(['control.consent_source']);
    },
    60_000,
  );
});
