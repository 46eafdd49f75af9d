import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningRedis, startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type AlteredBuild, alterBuild } from './support/altered-build.ts';
import { openPage, type PageTab } from './support/page-tab.ts';
import { meetByCode, until } from './tab.ts';

/** Two servers on one Redis, and a build whose live state has another form, by which they are replaced. */
let redis: RunningRedis;
let postgres: RunningPostgres;
let next: AlteredBuild;
let start: (port: string, build?: AlteredBuild) => Promise<RunningServer>;
const servers: RunningServer[] = [];
const pages: PageTab[] = [];

beforeEach(async () => {
  next = alterBuild('storage/redis/live-form.js', /LIVE_FORM = \d+;/, "LIVE_FORM = 'next';");
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  const CLUSTER_SECRET = randomBytes(24).toString('base64url');
  const env = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, CLUSTER_SECRET, FEATURE_THREADS: '1' };
  start = async (port, build) => {
    const server = await startServer({ env: { ...env, PORT: port }, ...(build ? { root: build.root } : {}) });
    servers.push(server);
    return server;
  };
}, 60_000);
afterEach(async () => {
  for (const { tab } of pages.splice(0)) tab.close();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await Promise.all([redis?.stop(), postgres?.stop()]);
  next?.remove();
});

async function open({ url }: RunningServer): Promise<PageTab> {
  const page = await openPage(url, { mayMiss: true });
  pages.push(page);
  return page;
}
const ids = ({ tab }: PageTab) => `${tab.view?.items.map(({ id }) => id).sort()}`;
const size = ({ tab }: PageTab) => tab.view?.participants.length;

test('C1 C3: servers whose live state has another form take over one after the other: nothing is misread, lost or returns', async () => {
  const ports = [String(await freePort()), String(await freePort())] as const;
  const [first, second] = await Promise.all([start(ports[0]), start(ports[1])]);
  const [ada, bob] = [await open(first), await open(second)];
  const meetingId = await meetByCode(ada.tab, bob.tab);
  const own = await ada.lay({ kind: 'note', text: 'of the one' });
  const other = await bob.lay({ kind: 'note', text: 'of the other' });
  const gone = await ada.lay({ kind: 'note', text: 'goes' });
  await until('all is there', () => [ada, bob].every((page) => page.tab.view?.items.length === 3), 10_000);
  await ada.outbox.remove(gone);
  const both = `${[own, other].sort()}`;
  await until('one is gone', () => [ada, bob].every((page) => ids(page) === both), 10_000);

  await first.stop();
  const third = await start(ports[0], next);
  await until('who was there has what is their own', () => ids(ada) === own, 20_000);
  expect(ada.tab.view?.id).toBe(meetingId);
  // The other one goes on where they are, until that server is replaced, too.
  const later = await bob.lay({ kind: 'note', text: 'laid down between' });
  await until('it is on their own screen', () => bob.tab.view?.items.some(({ id }) => id === later), 10_000);

  await second.stop();
  const fourth = await start(ports[1], next);
  const whole = `${[own, other, later].sort()}`;
  const isWhole = (page: PageTab) => ids(page) === whole && size(page) === 2;
  await until('both are together again, with everything', () => [ada, bob].every(isWhole), 20_000);
  expect(bob.tab.view?.id).toBe(meetingId);
  for (const server of [first, second, third, fourth]) expect(server.output()).not.toContain('"level":50');
}, 120_000);
