import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Site } from '../../src/server/site/start-site.ts';
import { KEPT_DATA } from '../../src/site/kept-data.ts';
import { runRetentionJob } from '../../src/site/retention-job.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { until } from '../devices/wait.ts';
import { importBuilt } from './support/built.ts';
import { filesWith } from './support/folder-scan.ts';
import { type AskOptions, ask, type Served, serve } from './support/served.ts';
import { hiddenFields } from './support/website.ts';

/*
 * What is erased is in no file of the database any more: neither in tables nor in their indexes, nor in the journal.
 */
type Start = typeof import('../../src/server/site/start-site.ts');
const { startSite } = await importBuilt<Start>('server/site/start-site.js');
const YEAR = 366 * 24 * 3_600_000;

describe.each(['embedded', 'postgres'] as const)('%s', (kind) => {
  let database: RunningPostgres | null = null;
  let served: Served;
  let site: Site;
  let folder: string;
  let time = Date.now();

  beforeAll(async () => {
    database = kind === 'postgres' ? await startPostgres() : null;
    served = await serve({
      environment: { TRUST_PROXY: 'loopback', ...(database ? { DATABASE_URL: database.url } : {}) },
      site(config, log) {
        site = startSite({ config, now: () => time, log, origin: () => 'https://site.example' });
        return site;
      },
    });
    folder = database?.data ?? join(served.config.dataDir, 'database');
    await site.store.kept.wipe({ all: false }); // it is open, and the job that runs at the start is through
  });
  afterAll(async () => {
    await served?.close();
    await database?.stop();
  });

  const found = (text: string) => filesWith(folder, text);
  const wiped = (text: string) =>
    until('it is in no file', 10_000, async () => found(text).length === 0 || undefined);
  const send = (path: string, options: AskOptions = {}) =>
    ask(served.door.port, path, { authority: served.certificate.authority?.pem ?? '', ...options });
  const post = (path: string, fields: Record<string, string>) =>
    send(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': `2001:db8:${randomBytes(2).toString('hex')}::1`,
      },
      body: new URLSearchParams(fields).toString(),
    });

  /** Somebody writes to us by the form. */
  async function write() {
    const canary = `canary${randomBytes(9).toString('hex')}`;
    const { body } = await send('/feedback');
    time += 5_000;
    const email = `${canary}@mail.example`;
    const fields = { name: `name-${canary}`, email, text: `text-${canary}`, age: 'open', website: '' };
    const answer = await post('/feedback', { ...hiddenFields(body), ...fields });
    expect(answer.status).toBe(303);
    const texts = [email, fields.name, fields.text];
    for (const text of texts) expect(found(text), 'it lives').not.toEqual([]);
    return { canary, email, texts };
  }
  /** What the mail with the link says. */
  async function askForLink(email: string): Promise<string> {
    await site.rights.ask(email, (token) => `https://site.example/your-data/${token}`);
    const mails = await site.store.rights.held(email, 'none');
    expect(mails.mails.map((mail) => mail.kind)).toContain('rights');
    const all = await site.store.mails.list({ limit: 100 });
    const mail = all.find(({ recipient, kind }) => recipient === email && kind === 'rights');
    return /your-data\/([\w-]{43})/.exec(mail?.text ?? '')?.[1] ?? '';
  }

  test('W11: what a person has erased is at once in no file; what is of others stays', async () => {
    const [mine, theirs] = [await write(), await write()];
    const token = await askForLink(mine.email);
    expect(found(token)).not.toEqual([]);
    const answer = await post(`/your-data/${token}/erase`, {});
    expect([answer.status, answer.headers.location]).toEqual([303, '/your-data?erased']);
    await wiped(mine.canary);
    await wiped(token);
    for (const text of theirs.texts) expect(found(text)).not.toEqual([]);
    expect(await site.store.messages.of(theirs.email)).toHaveLength(1);
  });

  test('W6 W11: what is older than its period is in no file once the job has run', async () => {
    const { canary, texts } = await write();
    const address = `198.51.100.7-${canary}`;
    site.statistics.security.note(address, 'limit /feedback');
    await site.statistics.flush();
    expect(found(address)).not.toEqual([]);
    time += YEAR;
    const young = await write();
    await runRetentionJob({ store: site.store.kept, now: () => time, kept: KEPT_DATA });
    expect(found(young.canary)).not.toEqual([]);
    expect(found(canary)).toEqual([]);
    expect(texts.flatMap(found)).toEqual([]);
  });

  test('W11: what the operator deletes, and what is corrected, goes with the next run of the job', async () => {
    const { canary, email } = await write();
    await site.store.rights.correct(email, { name: 'corrected' });
    const [message] = await site.store.messages.of(email);
    expect(found(`name-${canary}`), 'a row that is changed leaves its old self').not.toEqual([]);
    await passStatistics();
    await runRetentionJob({ store: site.store.kept, now: () => time, kept: KEPT_DATA });
    expect(found(`name-${canary}`)).toEqual([]);
    expect(found(`text-${canary}`)).not.toEqual([]);
    await site.store.messages.remove(message?.id ?? '');
    await passStatistics();
    expect(found(`text-${canary}`), 'deleting alone does not do it').not.toEqual([]);
    await runRetentionJob({ store: site.store.kept, now: () => time, kept: KEPT_DATA });
    expect(found(canary)).toEqual([]);
    expect(await site.store.kept.wipe({ all: false }), 'nothing was changed since').toBe(0);
  });

  async function connect(name = 'test'): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: database?.url, application_name: name });
    client.on('error', () => {}); // a test that failed leaves it
    await client.connect();
    return client;
  }

  /** A Postgres notes what a line changed once that line has rested for ten seconds, or is cut. */
  async function passStatistics(): Promise<void> {
    if (database === null) return;
    const client = await connect();
    const cut = await client.query(
      `select pid, pg_terminate_backend(pid) from pg_stat_activity
       where backend_type = 'client backend' and application_name not in ('test', 'dump')`,
    );
    const pids = cut.rows.map(({ pid }) => pid);
    const left = () => client.query('select from pg_stat_activity where pid = any($1)', [pids]);
    await until('they are cut', 5_000, async () => (await left()).rowCount === 0 || undefined);
    await client.end();
  }

  if (kind === 'postgres') {
    test('W11: nothing stays in the samples that the database takes of columns', async () => {
      const { canary, email } = await write();
      const client = await connect();
      for (let n = 0; n < 20; n += 1) {
        const rest = { kind: 'feedback' as const, name: `n${n}`, telephone: null, text: `t${n}` };
        const receivedAt = new Date(time);
        await site.store.messages.add({ ...rest, id: randomUUID(), email: `e${n}@mail.example`, receivedAt });
      }
      await client.query('create table control as select email from messages');
      await client.query('analyze');
      const samples = async (table: string) =>
        (await client.query('select histogram_bounds::text as s from pg_stats where tablename = $1', [table]))
          .rows;
      expect(JSON.stringify(await samples('control'))).toContain(canary);
      expect(JSON.stringify(await samples('messages'))).not.toContain(canary);
      for (const text of ['drop table control', 'vacuum full pg_statistic', 'checkpoint'])
        await client.query(text);
      await client.end();
      await post(`/your-data/${await askForLink(email)}/erase`, {});
      await wiped(canary);
    });

    test('W11: what an open transaction may still see is wiped after it', async () => {
      const { canary, email } = await write();
      const client = await connect('dump');
      await client.query('begin isolation level repeatable read');
      await client.query('select 1');
      await site.store.messages.eraseOf(email);
      await passStatistics();
      await site.store.kept.wipe({ all: true });
      expect(found(canary)).not.toEqual([]);
      await client.query('commit');
      await client.end();
      // Something else may be open at that moment, such as a sampling of the database's own.
      await until('it is wiped', 10_000, async () => {
        await site.store.kept.wipe({ all: false });
        return found(canary).length === 0 || undefined;
      });
    });
  }
});
