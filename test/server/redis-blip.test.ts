import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startPostgres } from '../devices/postgres.ts';
import { startRedis } from '../devices/redis.ts';
import { startRoad } from '../devices/road.ts';
import { startServer } from '../devices/server.ts';
import { meetByCode, openTab, sayBye, type Tab, until } from './tab.ts';

test('C5 C6: whoever loses their line, or closes the page, in the moment in which a server has none to Redis is away, or gone', async () => {
  const closing: (() => unknown)[] = [];
  try {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const postgres = await startPostgres();
    closing.push(() => postgres.stop());
    const road = await startRoad(() => Number(new URL(redis.url).port));
    closing.push(() => road.stop());
    const CLUSTER_SECRET = randomBytes(24).toString('base64url');
    const start = async (redisUrl: string) => {
      const server = await startServer({
        env: { REDIS_URL: redisUrl, DATABASE_URL: postgres.url, CLUSTER_SECRET, FEATURE_THREADS: '1' },
      });
      closing.push(() => server.stop('SIGKILL'));
      return server;
    };
    const [cut, whole] = [await start(`redis://127.0.0.1:${road.port}`), await start(redis.url)];
    const open = async (url: string): Promise<Tab> => {
      const tab = await openTab(url, { mayMiss: true });
      closing.push(() => tab.close());
      return tab;
    };
    const bob = await open(whole.url);
    const cy = await open(cut.url);
    const going = [await open(cut.url), await open(cut.url), await open(cut.url)];
    await meetByCode(bob, cy, ...going);
    // Three times: a server looks every second, and may look just then.
    for (const tab of going) {
      road.shut();
      const before = road.refused;
      tab.close();
      await until('the server has tried twice', () => road.refused >= before + 2, 10_000);
      road.open();
      const shown = () => bob.view?.participants.find(({ id }) => id === tab.view?.you);
      await until('they are away', () => shown()?.here === false, 15_000);
    }
    expect(bob.view?.participants).toHaveLength(5);
    road.shut();
    await sayBye(cut.url, cy);
    cy.close();
    road.open();
    await until('who closed the page is gone', () => bob.view?.participants.length === 4, 15_000);
  } finally {
    for (const close of closing.reverse()) await close();
  }
});
