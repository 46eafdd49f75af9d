import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startSite } from '../../src/server/site/start-site.ts';
import { KEPT_DATA } from '../../src/site/kept-data.ts';
import { NOBODYS, RETENTION_PAUSE_MS, runRetentionJob } from '../../src/site/retention-job.ts';
import * as schema from '../../src/storage/durable/schema.ts';
import { PERSONAL } from '../../src/storage/durable/wiper.ts';
import { startWebsite, type Website } from './support/website.ts';

const DAY = 24 * 3_600_000;
/** What no time ends: see the policy. Each is named, so that a new table is not forgotten. */
const ENDLESS = ['suppressions', 'keys'];

let website: Website;
beforeAll(async () => {
  website = await startWebsite();
});
afterAll(() => website?.close());

const stateOf = (kind: { state?: string }) => kind.state;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A row of any table, all of whose times are one. */
async function insertRow(table: string, time: number, state = 'sent'): Promise<void> {
  const columns = await website.query<{ name: string; type: string; fallback: string | null }>(
    'select column_name as name, data_type as type, column_default as fallback from information_schema.columns where table_name = $1',
    [table],
  );
  const given = columns.filter(({ fallback }) => !fallback?.startsWith('nextval'));
  const fillingOf = (name: string, type: string) => {
    if (name === (table === 'mails' ? 'kind' : 'state')) return state;
    if (type === 'uuid') return crypto.randomUUID();
    if (type.startsWith('timestamp') || type === 'date') return new Date(time);
    if (type === 'jsonb') return '{}';
    if (type === 'boolean') return false;
    return type === 'integer' ? 1 : crypto.randomUUID();
  };
  const names = given.map(({ name }) => `"${name}"`).join(', ');
  const places = given.map((_, index) => `$${index + 1}`).join(', ');
  await website.query(
    `insert into "${table}" (${names}) values (${places})`,
    given.map(({ name, type }) => fillingOf(name, type)),
  );
}

const countOf = async (table: string) =>
  (await website.query<{ count: number }>(`select count(*)::int as count from "${table}"`))[0]?.count;

describe('the retention job', () => {
  const kinds = [...KEPT_DATA, ...NOBODYS].filter(({ days }) => days !== null);

  test('W6 W11: every table has a period, or is named as one that has none', () => {
    const all = Object.keys(schema).sort();
    expect([...new Set([...kinds.map(({ table }) => table), ...ENDLESS])].sort()).toEqual(all);
  });

  test('W6 W11: every table that the policy names is taken out of the files, too, or named as one about nobody', () => {
    const nobodys = ['auditLog', 'campaigns', 'counts', 'sessions'];
    const named = new Set([...KEPT_DATA.map(({ table }) => table as string), ...Object.keys(PERSONAL)]);
    expect([...named].sort()).toEqual([...Object.keys(PERSONAL), ...nobodys].sort());
  });

  test.each(kinds.map(({ table, days, ...kind }) => ({ table, days: days ?? 0, state: stateOf(kind) })))(
    'W6 W11: erases what is older than its period from $table, and nothing else',
    async ({ table, days, state }) => {
      const name = snake(table);
      await website.query(`delete from "${name}"`);
      const { store } = website.site;
      const now = () => website.time;
      await insertRow(name, now() - days * DAY + RETENTION_PAUSE_MS / 2, state);
      await insertRow(name, now() - days * DAY + 2 * RETENTION_PAUSE_MS, state);
      if (state !== undefined) await insertRow(name, now() - (days + 1) * DAY, 'confirmed');
      expect(await countOf(name)).toBe(state === undefined ? 2 : 3);
      expect(await runRetentionJob({ store: store.kept, now, kept: KEPT_DATA })).toBe(1);
      expect(await countOf(name)).toBe(state === undefined ? 1 : 2);
      website.time += RETENTION_PAUSE_MS * 2;
      expect(await runRetentionJob({ store: store.kept, now, kept: KEPT_DATA })).toBe(1);
      expect(await countOf(name)).toBe(state === undefined ? 0 : 1);
    },
  );

  test('W11: a link that proves an address is erased within a day of being made, not of its end', async () => {
    await website.query('delete from email_proofs');
    const { store } = website.site;
    const made = website.time;
    const proof = { tokenHash: 'made', email: 'ada@example.org', until: new Date(made + 3_600_000) };
    await store.rights.addProof(proof, { now: new Date(made), most: 3, mail: null });
    const at = (time: number) => runRetentionJob({ store: store.kept, now: () => time, kept: KEPT_DATA });
    await at(made + DAY - RETENTION_PAUSE_MS);
    expect(await countOf('email_proofs')).toBe(1);
    await at(made + DAY - RETENTION_PAUSE_MS + 1);
    expect(await countOf('email_proofs')).toBe(0);
  });

  test('W11: who does not confirm is forgotten after seven days, the mail to them included; an answer stays', async () => {
    const { store, queue, subscriptions, guard } = website.site;
    const form = { id: crypto.randomUUID(), website: '', name: '', age: 'open', email: 'bea@example.org' };
    const token = guard.tokenOf('news');
    website.time += 5_000;
    expect(await subscriptions.take({ ...form, token }, '192.0.2.9')).toBeNull();
    await queue.send({ to: 'carl@example.org', subject: 'S', text: 'T', kind: 'answer' });
    const holds = async (text: string) =>
      Object.values(await website.everything()).some((rows) => rows.includes(text));
    expect([await holds('bea@'), await holds('carl@')]).toEqual([true, true]);
    website.time += 7 * DAY;
    await runRetentionJob({ store: store.kept, now: () => website.time, kept: KEPT_DATA });
    expect([await holds('bea@'), await holds('carl@')]).toEqual([false, true]);
  });

  test('W6: addresses are kept for seven days, and no longer', () => {
    expect(KEPT_DATA.find(({ table }) => table === 'securityEvents')?.days).toBeLessThanOrEqual(7);
  });

  test('W11: what cannot be erased keeps nothing else from it', async () => {
    await insertRow('messages', 0);
    await website.query('alter table audit_log rename to audit_log_away');
    const { kept } = website.site.store;
    await expect(runRetentionJob({ store: kept, now: () => website.time, kept: KEPT_DATA })).rejects.toThrow(
      AggregateError,
    );
    await website.query('alter table audit_log_away rename to audit_log');
    expect(await countOf('messages')).toBe(0);
  });

  test('W11: a server that starts keeps the periods it was configured with', async () => {
    await website.query('delete from messages');
    for (const daysAgo of [9, 11]) await insertRow('messages', website.time - daysAgo * DAY);
    const { config, app } = website.served;
    const site = startSite({
      config: { ...config, retentionDays: { messages: 10 } },
      ...{ now: () => website.time, log: app.log, origin: () => 'https://site.example' },
    });
    await vi.waitFor(async () => expect(await countOf('messages')).toBe(1), { timeout: 10_000 });
    await site.close();
  });
});
