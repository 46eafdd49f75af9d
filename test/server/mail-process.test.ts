import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { OpenStore } from '../../src/storage/durable/postgres.ts';
import { type Mailbox, startMailbox } from '../devices/mailbox.ts';
import { startPostgres } from '../devices/postgres.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { alterBuild } from './support/altered-build.ts';
import { importBuilt } from './support/built.ts';
import { createMailParts, ELSEWHERE } from './support/mail-parts.ts';

type Embedded = typeof import('../../src/storage/durable/embedded.ts');
type Postgres = typeof import('../../src/storage/durable/postgres.ts');
const { openEmbedded } = await importBuilt<Embedded>('storage/durable/embedded.js');
const { openPostgres } = await importBuilt<Postgres>('storage/durable/postgres.js');

const COUNT = 1_000;
const MAIL = { MAIL_FROM: 'ZipSocket <news@zipsocket.example>', PUBLIC_URL: 'https://zipsocket.example' };
/** The server is killed while the mail of this number is under way: its content was taken, and not yet answered. */
const DEATHS = [17, 333, 800];

const folder = mkdtempSync(join(tmpdir(), 'zipsocket-campaign-'));
const postgres = await startPostgres();
let server: RunningServer;
let mailbox: Mailbox;
afterEach(async () => {
  await server?.stop('SIGKILL');
  await mailbox?.close();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each([
  ['embedded', { DATA_DIR: join(folder, 'data') }, () => openEmbedded(join(folder, 'data/database'))],
  ['postgres', { DATABASE_URL: postgres.url }, () => openPostgres(postgres.url)],
] as [string, Record<string, string>, () => OpenStore][])('%s', (_, where, openStore) => {
  test('W5: killed in the middle of a campaign of 1,000, again and again: nobody gets two, all others one', async () => {
    const prepared = openStore();
    const { subscriptions, campaigns } = createMailParts(prepared.store, { time: Date.now() });
    const emails = Array.from({ length: COUNT }, (_none, index) => `person-${index}@example.org`);
    expect(await subscriptions.import(emails.join('\n'), ELSEWHERE)).toMatchObject({ added: COUNT });
    const id = await campaigns.create({ subject: 'News', text: 'All of it.' });
    expect(await campaigns.start(id)).toBe(COUNT);
    await prepared.close();

    const isDue = [...DEATHS];
    let started: Promise<RunningServer> | undefined;
    let onDeath = () => {};
    mailbox = await startMailbox({
      async onMail() {
        if (mailbox.mails.length !== isDue[0]) return;
        isDue.shift();
        await (await started)?.stop('SIGKILL');
        onDeath();
      },
    });
    const start = () =>
      startServer({
        env: {
          ...where,
          ...{ ...MAIL, SMTP_URL: mailbox.url, MAIL_PER_MINUTE: '99999' },
        },
      });
    for (const _death of DEATHS) {
      const died = new Promise<void>((resolve) => {
        onDeath = resolve;
      });
      started = start();
      server = await started;
      await died;
    }
    expect(mailbox.mails).toHaveLength(DEATHS.at(-1) ?? 0);
    server = await start();
    await until('the campaign is over', 120_000, () => mailbox.mails.length >= COUNT);
    await server.stop();

    const received = new Map<string, number>();
    for (const { to } of mailbox.mails) received.set(to, (received.get(to) ?? 0) + 1);
    expect([...received.values()].filter((count) => count !== 1)).toEqual([]);
    expect([...received.keys()].sort()).toEqual(emails.sort());
    const after = openStore();
    const progress = await after.store.campaigns.progress(id);
    // Those under way as it died: nobody knows, so they are not sent again.
    expect(progress).toMatchObject({ sent: COUNT - DEATHS.length, waiting: 0, failed: 0 });
    expect(progress.sending + progress.unknown).toBe(DEATHS.length);
    await after.close();
  }, 300_000);
});

test('W5: a server that sends again what it was sending as it died is found out', async () => {
  const line = "set({ state: 'unknown' }).where(and(isLost, isNews))";
  const again = "set({ state: 'waiting', dueAt: now }).where(eq(mails.state, 'sending'))";
  const altered = alterBuild('storage/durable/mail-store.js', line, again);
  const prepared = openPostgres(postgres.url);
  await prepared.ready;
  const { subscriptions, campaigns } = createMailParts(prepared.store, { time: Date.now() });
  await subscriptions.import('twice@example.org', ELSEWHERE);
  const id = await campaigns.create({ subject: 'News', text: 'All of it.' });
  await campaigns.start(id);
  await prepared.close();
  let first: Promise<RunningServer> | undefined;
  mailbox = await startMailbox({
    async onMail() {
      // The mail may come before the server has said that it runs: it is not answered before there is somebody to kill.
      if (mailbox.to('twice@example.org').length === 1) await (await first)?.stop('SIGKILL');
    },
  });
  const env = { DATABASE_URL: postgres.url, ...MAIL, SMTP_URL: mailbox.url, MAIL_PER_MINUTE: '99999' };
  const start = () => startServer({ env, root: altered.root });
  first = start();
  server = await first;
  await until('it died', 60_000, () => mailbox.to('twice@example.org').length === 1);
  await server.stop('SIGKILL');
  server = await start();
  await until('it is sent again', 60_000, () => mailbox.to('twice@example.org').length === 2);
  altered.remove();
}, 180_000);
