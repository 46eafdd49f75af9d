import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { startPostgres } from '../devices/postgres.ts';
import { startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { talkInTwoRooms } from './short-talk.ts';
import { ask } from './support/served.ts';
import { listen, meetByCode, openTab, readBytes, type Tab, until } from './tab.ts';

const redis = await startRedis();
const postgres = await startPostgres();
const CLUSTER_SECRET = randomBytes(24).toString('base64url');
const servers: RunningServer[] = [];
const tabs: Tab[] = [];

const figuresAt = await freePort();

const start = (more = {}) =>
  startServer({
    env: { REDIS_URL: redis.url, DATABASE_URL: postgres.url, CLUSTER_SECRET, FEATURE_THREADS: '1', ...more },
  });
async function open(at: number, tabId?: string): Promise<Tab> {
  const { url } = servers[at] as RunningServer;
  const tab = await openTab(url, { mayMiss: true, ...(tabId === undefined ? {} : { tabId }) });
  tabs.push(tab);
  return tab;
}
const has = (tab: Tab, itemId: string) => tab.view?.items.some(({ id }) => id === itemId) ?? false;

beforeAll(async () => {
  servers.push(await start({ METRICS_PORT: String(figuresAt) }), await start(), await start());
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.stop();
  await postgres.stop();
});
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

test('B6 C1 C3: by a code told on one server into a meeting from two others; items come and go everywhere', async () => {
  const [ada, bob, cy] = [await open(0), await open(1), await open(2)];
  await meetByCode(ada, bob, cy);
  const { itemId } = await ada.lay({ kind: 'url', text: 'https://a.example/' });
  const { itemId: note } = await cy.lay({ kind: 'note', text: 'written elsewhere' });
  await until('both are on all screens', () =>
    [ada, bob, cy].every((tab) => has(tab, itemId) && has(tab, note)),
  );
  expect(bob.view?.items.map(({ text }) => text).sort()).toEqual(['https://a.example/', 'written elsewhere']);
  expect(await ada.call('item-remove', { itemId })).toMatchObject({ ok: true });
  await until('it is gone everywhere', () => [ada, bob, cy].every((tab) => !has(tab, itemId)));
  await until('B2: the receipt counts screens of other servers', () =>
    ada.receipts.some(({ gone, screens, done }) => done && gone === 3 && screens === 3),
  );
  await cy.call('leave');
  await until('C4: so is what somebody takes along', () => [ada, bob].every((tab) => !has(tab, note)));
});

test('C10: a file is read from every server by who is in the meeting, and from none by who is not any more', async () => {
  const [ada, bob] = [await open(0), await open(1)];
  await meetByCode(ada, bob);
  const png = makePng(40, 40);
  const { itemId, error } = await ada.layFile('a.png', png);
  expect(error).toBeNull();
  await until('it is there', () => has(bob, itemId));
  const source = bob.view?.items.find(({ id }) => id === itemId)?.source as string;
  for (const server of servers) {
    const read = await readBytes(server.url, source);
    expect([read.status, read.body.equals(png)]).toEqual([200, true]);
  }
  await ada.call('item-remove', { itemId });
  for (const server of servers) expect((await readBytes(server.url, source)).status).toBe(404);
});

test('C6 B2: of a server that is killed its people are away within 15 s, and whole again on another', async () => {
  const [ada, bob] = [await open(0), await open(2)];
  await meetByCode(ada, bob);
  const { itemId } = await bob.lay({ kind: 'url', text: 'https://b.example/' });
  await until('it is there', () => has(ada, itemId));
  bob.close();
  const killedAt = Date.now();
  await servers[2]?.stop('SIGKILL');
  const isAway = () => ada.view?.participants.some(({ here }) => !here) ?? false;
  await until('he is shown as away', isAway, 15_000);
  expect(Date.now() - killedAt).toBeLessThan(15_000);
  expect(has(ada, itemId), 'and may come back').toBe(true);
  const again = await open(1, bob.tabId);
  await until('he is back with what is his', () => has(again, itemId) && !isAway());
  expect(again.view?.you).toBe(bob.view?.you);
  servers[2] = await start();
});

test('a tab that turns up on another server has one line: the first one drops it', async () => {
  const ada = await open(0);
  const bob = await open(1);
  await meetByCode(ada, bob);
  const moved = await open(2, ada.tabId);
  await until('it is there', () => moved.view?.you === ada.view?.you);
  const { itemId } = await bob.lay({ kind: 'url', text: 'https://b.example/' });
  await until('it hears there', () => has(moved, itemId));
  expect(bob.view?.participants).toHaveLength(2);
  expect(bob.view?.participants.every(({ here }) => here)).toBe(true);
});

test('A4: who hears one room on two servers is in one meeting, and who hears another is told so', async () => {
  const sounds = await talkInTwoRooms();
  const [ada, bob, eve] = [await open(0), await open(1), await open(2)];
  const results = await Promise.all([
    listen(ada, sounds.phone),
    listen(bob, sounds.laptop),
    listen(eve, sounds.elsewhere),
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['found', 'found', 'none']);
  await until('they are in one meeting', () => ada.view?.id !== undefined && ada.view.id === bob.view?.id);
  expect([ada.view?.participants.length, eve.view]).toEqual([2, null]);
});

test('A4: a third one comes into their meeting from a third server', async () => {
  const sounds = await talkInTwoRooms();
  const [ada, bob, cy] = [await open(0), await open(1), await open(2)];
  const first = await Promise.all([listen(ada, sounds.phone), listen(bob, sounds.laptop)]);
  expect(first.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
  const again = await Promise.all([listen(bob, sounds.laptop), listen(cy, sounds.phone)]);
  expect(again.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
  const inOne = () => [ada, bob, cy].every((tab) => tab.view?.participants.length === 3);
  await until('all three are in one meeting', inOne);
});

test('C1 C3: while Redis stands still people are told, no socket is dropped, and then all is as it was, once', async () => {
  const [ada, bob] = [await open(0), await open(1)];
  await meetByCode(ada, bob);
  const { itemId } = await ada.lay({ kind: 'url', text: 'https://a.example/' });
  const { itemId: gone } = await ada.lay({ kind: 'url', text: 'https://gone.example/' });
  await until('they are there', () => has(bob, itemId) && has(bob, gone));
  expect(await ada.call('item-remove', { itemId: gone })).toMatchObject({ ok: true });
  const said: boolean[] = [];
  ada.socket.on('interruption', ({ on }) => void said.push(on));
  const drops: string[] = [];
  for (const tab of [ada, bob]) tab.socket.on('disconnect', (why) => void drops.push(why));
  const figures = async () => (await ask(figuresAt, '/metrics')).body;
  expect(await figures()).toMatch(/^zipsocket_redis_up 1$/m);
  redis.pause();
  await until('it is told', () => said.includes(true), 15_000);
  expect(await figures()).toMatch(/^zipsocket_redis_up 0$/m);
  expect(await ada.lay({ kind: 'url', text: 'https://lost.example/' })).toMatchObject({
    ...{ ok: false, error: 'state-away' },
  });
  redis.resume();
  await until('it is over', () => said.at(-1) === false, 10_000);
  const { itemId: next } = await bob.lay({ kind: 'url', text: 'https://next.example/' });
  const ids = (tab: Tab) => tab.view?.items.map(({ id }) => id).sort();
  const whole = [itemId, next].sort();
  await until('both are whole', () => [ada, bob].every((tab) => `${ids(tab)}` === `${whole}`), 10_000);
  expect(ada.view?.participants.every(({ here }) => here) && ada.view.participants.length).toBe(2);
  expect(drops).toEqual([]);
});
