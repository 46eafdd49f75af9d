import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '../devices/postgres.ts';
import { startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { isStrict } from './support/deadlines.ts';
import { openPage, type PageTab } from './support/page-tab.ts';
import { readBytes, type Tab, until } from './tab.ts';

const redis = await startRedis();
const postgres = await startPostgres();
const CLUSTER_SECRET = randomBytes(24).toString('base64url');
const servers: RunningServer[] = [];
const pages: PageTab[] = [];

beforeAll(async () => {
  const env = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, CLUSTER_SECRET, FEATURE_THREADS: '1' };
  for (let i = 0; i < 3; i += 1) servers.push(await startServer({ env }));
});
afterEach(() => {
  for (const { tab } of pages.splice(0)) tab.close();
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.stop();
  await postgres.stop();
});
async function open(at: number): Promise<PageTab> {
  const page = await openPage((servers[at] as RunningServer).url, { mayMiss: true });
  pages.push(page);
  return page;
}
async function meet(first: Tab, ...others: Tab[]): Promise<void> {
  const { code } = await first.call('invite');
  for (const other of others) expect(await other.call('enter-code', { code })).toMatchObject({ ok: true });
  const all = [first, ...others];
  await until('all are in one meeting', () =>
    all.every((tab) => tab.view?.participants.length === all.length),
  );
}
const ids = ({ tab }: PageTab) => tab.view?.items.map(({ id }) => id).sort() ?? [];

test('C1 C3 C6 C7 C10: Redis restarted and emptied: no socket is dropped, and all are whole within 5 s, on three servers', async () => {
  const [ada, bob, cy] = [await open(0), await open(1), await open(2)];
  const all = [ada, bob, cy];
  const kept = await cy.lay({ kind: 'note', text: 'held back' });
  await cy.tab.call('hold-back', { on: true });
  await meet(ada.tab, bob.tab, cy.tab);
  await ada.tab.call('lock', { on: true });
  await until('all know', () => all.every(({ tab }) => tab.view?.locked));
  for (const { tab } of all) tab.ticket = (await tab.call('heartbeat')).ticket as string;
  const note = await ada.lay({ kind: 'note', text: 'stays' });
  const gone = await ada.lay({ kind: 'note', text: 'goes' });
  const png = makePng(40, 40);
  const file = await bob.lay({ kind: 'file', text: 'a.png', file: new Blob([new Uint8Array(png)]) });
  const under = await bob.lay({ kind: 'url', text: 'https://b.example/' });
  await until('all is there', () => all.every((page) => ids(page).length === 4));
  await ada.outbox.remove(gone);
  await until('one is gone', () => all.every((page) => ids(page).length === 3));
  const before = all.map(({ tab }) => [tab.view?.id, tab.view?.you, tab.view?.reader]);
  const welcomes = all.map(({ tab }) => tab.welcomes);

  const emptying = redis.restart();
  void bob.outbox.remove(under); // C3: pressed while Redis is away
  await emptying;
  const startedAt = performance.now();
  const whole = [note, file].sort();
  await until(
    'all are whole again',
    () =>
      all.every(
        (page, i) =>
          page.tab.welcomes > (welcomes[i] ?? 0) &&
          `${ids(page)}` === `${whole}` &&
          page.tab.view?.participants.length === 3,
      ),
    20_000,
  );
  expect(performance.now() - startedAt).toBeLessThan(isStrict ? 5_000 : 20_000);
  expect(
    all.map((page) => page.lost()),
    'no socket was dropped',
  ).toEqual([0, 0, 0]);
  expect(all.map(({ tab }) => [tab.view?.id, tab.view?.you, tab.view?.reader])).toEqual(before);
  expect(
    all.every(({ tab }) => tab.view?.locked),
    'B7: it is locked as before',
  ).toBe(true);
  await until('what was held back is on its shelf', () => cy.tab.shelf.items.some(({ id }) => id === kept));
  expect(cy.tab.shelf.held).toBe(true);
  const source = ada.tab.view?.items.find(({ id }) => id === file)?.source as string;
  for (const { url } of servers) expect((await readBytes(url, source)).body.equals(png)).toBe(true);
  await ada.outbox.remove(note);
  await until('C3: what is removed now goes everywhere', () => all.every((page) => ids(page).length === 1));
});
