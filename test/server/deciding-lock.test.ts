import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDecidingLock } from '../../src/server/cluster/deciding-lock.ts';
import { NotNow } from '../../src/server/live/recordings-elsewhere.ts';
import { liveName } from '../../src/storage/redis/live-form.ts';
import { createRedis, type Redis } from '../../src/storage/redis/redis-connection.ts';
import { startRedis } from '../devices/redis.ts';

const running = await startRedis();
let redis: Redis;
beforeAll(async () => {
  redis = createRedis(running.url);
  redis.on('error', () => {});
  await redis.connect();
});
afterAll(async () => {
  redis?.destroy();
  await running.stop();
});

test('A4: a server whose turn to decide was taken over meanwhile decides nothing more', async () => {
  const inTurn = createDecidingLock({ redis, bus: { serverId: 'one' } });
  const name = liveName('deciding');
  await inTurn(async ({ check }) => {
    await check(); // it is its turn
    expect(await redis.get(name)).toMatch(/^one /);
    await redis.set(name, 'other token');
    await expect(check()).rejects.toThrow(NotNow);
  });
  expect(await redis.get(name), 'it gives nothing back that is not its own').toBe('other token');
  await redis.del(name);
  expect(await inTurn(async ({ check }) => check().then(() => 'decided'))).toBe('decided');
});

test('A4: one server at a time', async () => {
  const turns = ['one', 'other'].map((serverId) => createDecidingLock({ redis, bus: { serverId } }));
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  // Both are there, so that neither takes the other for dead.
  const ears = await Promise.all(
    ['one', 'other'].map(async (serverId) => {
      const ear = createRedis(running.url);
      await ear.connect();
      await ear.subscribe(liveName('to', serverId), () => {});
      return ear;
    }),
  );
  await Promise.all(Array.from({ length: 10 }, (_, i) => turns[i % 2]?.(work)));
  for (const ear of ears) ear.destroy();
  expect(most).toBe(1);
});
