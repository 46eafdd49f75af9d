import { expect, test } from 'vitest';
import { joinServers, SERVERS } from '../../src/server/cluster/servers.ts';
import { createRedis } from '../../src/storage/redis/redis-connection.ts';
import { startRedis } from '../devices/redis.ts';
import { until } from '../devices/wait.ts';

test('C4: a server that looks after the people of a dead one goes on saying that it is there', async () => {
  const closing: (() => unknown)[] = [];
  try {
    const running = await startRedis();
    closing.push(() => running.stop());
    const redis = createRedis(running.url).on('error', () => {});
    await redis.connect();
    closing.push(() => redis.destroy());
    await redis.zAdd(SERVERS, { score: 1, value: 'dead' });
    let isCaring = false;
    let end: () => void = () => {};
    const servers = await joinServers({
      ...{ redis, subscriber: redis, serverId: 'one', onFault() {} },
      onDeath() {
        isCaring = true;
        return new Promise((resolve) => (end = resolve));
      },
      onForgotten: async () => {},
      onReach: async () => {},
    });
    closing.push(() => servers.close(false));
    await until('it looks after the dead one', 20_000, () => isCaring || undefined);
    const beats = async () => (await redis.zScore(SERVERS, 'one')) ?? 0;
    const before = await beats();
    await until(
      'it has said twice that it is there',
      10_000,
      async () => (await beats()) >= before + 2 || undefined,
    );
    end();
    await until(
      'the dead one is gone',
      10_000,
      async () => (await redis.zScore(SERVERS, 'dead')) === null || undefined,
    );
    await servers.close(true);
    expect(await beats(), 'whoever had people is left to the others').toBeGreaterThan(0);
  } finally {
    for (const close of closing.reverse()) await close();
  }
});
