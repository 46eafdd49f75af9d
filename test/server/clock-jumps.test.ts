import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRedis } from '../../src/storage/redis/redis-connection.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningRedis, startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { createWallClock, NO_WALL_CLOCK, type WallClock } from '../devices/wall-clock.ts';
import { makePng } from '../files/png.ts';
import { isStrict, liveDeadlines, wrongTimes } from './support/deadlines.ts';
import { open } from './support/visitor.ts';
import { meetByCode, openTab, readBytes, type Tab, until } from './tab.ts';

const HOUR_MS = 3_600_000;
/** Until when a header or an answer told of a wall clock that was set, ms: they are made once a second. */
const TOLD_MS = 10_000;
/** Who was on a server that died is away after this, ms. */
const GHOSTS_MS = isStrict ? 15_000 : 40_000;

if (NO_WALL_CLOCK !== null) console.warn(`Clock jumps are not tested: ${NO_WALL_CLOCK}`);

describe.skipIf(NO_WALL_CLOCK !== null)('the wall clock jumps by an hour', () => {
  let clock: WallClock;
  let server: RunningServer;
  beforeEach(async () => {
    clock = createWallClock();
    server = await startServer({ env: { ...clock.env, FEATURE_THREADS: '1' } });
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    clock.remove();
  });

  /** How far the server's wall clock is from ours, as its answers say. */
  async function wallOffset(): Promise<number> {
    const { headers } = await open(server.url).get('/healthz');
    return Date.parse(headers.date as string) - Date.now();
  }
  /** Sets it, and waits until the server has noticed: else nothing would be shown by what does not happen. */
  async function jump(offsetMs: number): Promise<void> {
    clock.set(offsetMs);
    const end = performance.now() + TOLD_MS;
    while (Math.abs((await wallOffset()) - offsetMs) > 60_000)
      if (performance.now() > end) throw new Error('the wall clock did not move');
  }

  test('A3 C5 W4: on one server, forth and back: no deadline is early or late, a form that was open is taken', async () => {
    const visitor = open(server.url);
    const form = { ...(await visitor.hidden('/feedback')), text: 'Hello', website: '', age: 'open' };
    const times = await liveDeadlines(server.url, async () => {
      await jump(HOUR_MS);
      await jump(-HOUR_MS);
    });
    for (const { what, ms, due } of times) console.log(`${what}: ${ms.toFixed(0)} ms, due ${due.toFixed(0)}`);
    expect(wrongTimes(times)).toEqual([]);
    expect(times).toHaveLength(isStrict ? 5 : 3);
    const sent = await visitor.post('/feedback', { ...form, name: '', email: '', telephone: '' });
    expect(sent.status, sent.body).toBe(303);
  }, 200_000);
});

describe.skipIf(NO_WALL_CLOCK !== null)('the clock of Redis jumps by an hour', () => {
  let clock: WallClock;
  let redis: RunningRedis;
  let postgres: RunningPostgres;
  const servers: RunningServer[] = [];
  const tabs: Tab[] = [];
  const CLUSTER_SECRET = randomBytes(24).toString('base64url');
  beforeEach(async () => {
    clock = createWallClock();
    redis = await startRedis({ env: clock.env });
    postgres = await startPostgres();
    const env = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, CLUSTER_SECRET, FEATURE_THREADS: '1' };
    for (let i = 0; i < 2; i += 1) servers.push(await startServer({ env }));
  });
  afterEach(async () => {
    for (const tab of tabs.splice(0)) tab.close();
    await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')));
    await redis?.stop();
    await postgres?.stop();
    clock.remove();
  });
  async function openAt(at: number): Promise<Tab> {
    const tab = await openTab((servers[at] as RunningServer).url, { mayMiss: true });
    tabs.push(tab);
    return tab;
  }
  async function jump(offsetMs: number): Promise<void> {
    clock.set(offsetMs);
    const client = createRedis(redis.url);
    await client.connect();
    const [seconds] = (await client.sendCommand(['TIME'])) as unknown as [string];
    client.destroy();
    expect(Math.abs(Number(seconds) * 1_000 - Date.now() - offsetMs), 'it jumped').toBeLessThan(60_000);
  }

  test('B6 C1 C4 C6 C10: who is away keeps their things, codes open, files are read; times end as they should', async () => {
    const [ada, bob, cy] = [await openAt(0), await openAt(1), await openAt(1)];
    await meetByCode(ada, bob, cy);
    const { code } = await ada.call('invite');
    const note = await bob.lay({ kind: 'note', text: 'stays' });
    const png = makePng(40, 40);
    const file = await cy.layFile('a.png', png);
    const isWhole = (tab: Tab) => tab.view?.items.length === 2 && tab.view.participants.length === 3;
    await until('all is there', () => [ada, bob, cy].every(isWhole));
    const welcomes = ada.welcomes;
    bob.close(); // C6: away for half an hour, with nobody left who could lay his things back
    await until('he is away', () => ada.view?.participants.some(({ here }) => !here));
    for (const offset of [HOUR_MS, -HOUR_MS, 0]) {
      await jump(offset);
      await ada.call('refresh');
      expect(isWhole(ada), `after a jump to ${offset}`).toBe(true);
      const source = ada.view?.items.find(({ id }) => id === file.itemId)?.source as string;
      for (const { url } of servers) expect((await readBytes(url, source)).body.equals(png)).toBe(true);
      const late = await openAt(1);
      expect(await late.call('enter-code', { code }), 'B6').toMatchObject({ ok: true });
      await late.call('leave');
      await until('ada saw it', () => isWhole(ada));
    }
    const back = await openTab((servers[0] as RunningServer).url, { tabId: bob.tabId, mayMiss: true });
    tabs.push(back);
    await until('C6: he is back with what is his', () =>
      back.view?.items.some(({ id }) => id === note.itemId),
    );
    expect(back.view?.you).toBe(bob.view?.you);
    expect(ada.view?.participants.every(({ here }) => here)).toBe(true);
    expect(ada.welcomes - welcomes, 'only what was asked for').toBeLessThanOrEqual(3);

    const killedAt = performance.now();
    await servers[1]?.stop('SIGKILL');
    await jump(-HOUR_MS); // what was said by the dead is now of the future
    const isAway = () => ada.view?.participants.some(({ here }) => !here);
    await until('C4: cy is shown as away', isAway, GHOSTS_MS);
    console.log(`shown as away ${Math.round(performance.now() - killedAt)} ms after the server died`);
  });
});
