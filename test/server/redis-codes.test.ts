import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { liveName } from '../../src/storage/redis/live-form.ts';
import { createRedisCodes } from '../../src/storage/redis/redis-codes.ts';
import { createRedis, type Redis } from '../../src/storage/redis/redis-connection.ts';
import { createRedisTries } from '../../src/storage/redis/redis-tries.ts';
import { createValueSeal } from '../../src/storage/redis/value-seal.ts';
import { BOOK_WORDS, codeBookContract } from '../contract/code-book-contract.ts';
import { startRedis } from '../devices/redis.ts';

const running = await startRedis();
const clients: Redis[] = [];
const seal = createValueSeal(randomBytes(32));
const HOME = '192.0.2.1';

async function connect(): Promise<Redis> {
  const redis = createRedis(running.url);
  redis.on('error', () => {});
  await redis.connect();
  clients.push(redis);
  return redis;
}
/** So many servers on an empty Redis. */
async function connections(count: number): Promise<[Redis, ...Redis[]]> {
  const all = await Promise.all(Array.from({ length: count }, connect));
  await all[0]?.flushAll();
  return all as [Redis, ...Redis[]];
}
afterAll(async () => {
  for (const client of clients) client.destroy();
  await running.stop();
});

codeBookContract('three servers on one Redis', async () => {
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const books = (await connections(3)).map((redis) =>
    createRedisCodes({ ...{ redis, seal, now }, random: randomInt, words: BOOK_WORDS }),
  );
  return { clock, books };
});

test('B6 W6: Redis knows no address of a guesser, and forgets its count by itself', async () => {
  const [redis] = await connections(1);
  const tries = createRedisTries({ ...{ redis, seal, now: Date.now }, limit: 3 });
  await redis.set('control', HOME);
  await tries.take(HOME);
  const giveBack = await tries.take('192.0.2.2');
  expect(await redis.dbSize()).toBe(3);
  giveBack?.();
  await expect.poll(() => redis.dbSize()).toBe(2);
  const names = await redis.keys('*');
  const tried = names.filter((name) => name.startsWith(liveName('tries')));
  expect(tried).toHaveLength(1);
  const ends = await redis.pTTL(tried[0] as string);
  expect(ends).toBeGreaterThan(3_600_000);
  expect(ends).toBeLessThanOrEqual(3_900_000);
  const kept = async () => JSON.stringify([await redis.keys('*'), await redis.get('control')]);
  expect(await kept()).toContain(HOME);
  await redis.del('control');
  expect(await kept()).not.toContain(HOME);
  expect(JSON.stringify(await redis.hGetAll(tried[0] as string))).not.toContain(HOME);
});

test('B6: while Redis is away, and after it was emptied, each server still counts its own', async () => {
  const [redis, other] = (await connections(2)) as [Redis, Redis];
  const [here, there] = [redis, other].map((one) =>
    createRedisTries({ ...{ redis: one, seal, now: Date.now }, limit: 4 }),
  ) as [ReturnType<typeof createRedisTries>, ReturnType<typeof createRedisTries>];
  for (let i = 0; i < 3; i += 1) expect(await here.take(HOME)).not.toBeNull();
  await redis.flushAll();
  expect(await here.take(HOME)).not.toBeNull();
  expect(await here.take(HOME), 'it has not forgotten').toBeNull();
  for (let i = 0; i < 3; i += 1) expect(await there.take(HOME)).not.toBeNull();
  expect(await there.take(HOME), 'nor what was counted since').toBeNull();
  other.destroy();
  for (let i = 0; i < 4; i += 1) expect(await there.take('192.0.2.2'), 'nobody else to ask').not.toBeNull();
  expect(await there.take('192.0.2.2')).toBeNull();
});

test('B6: who tries while Redis is away has not tried', async () => {
  const [redis] = await connections(1);
  const book = createRedisCodes({
    ...{ redis, seal, now: Date.now, random: randomInt, words: BOOK_WORDS },
  });
  const { code } = await book.open('m');
  const wrong = () => book.enter('no such words here', HOME);
  redis.destroy();
  for (let i = 0; i < LIMITS.codeTries + 1; i += 1) await expect(book.enter(code, HOME)).rejects.toThrow();
  expect(await wrong(), 'no code at all needs no Redis').toEqual({ error: 'bad-code' });
});

test('B6: guessers from very many addresses do not fill Redis', async () => {
  const [redis] = await connections(1);
  const limit = LIMITS.codeTries;
  const tries = createRedisTries({ ...{ redis, seal, now: Date.now }, limit, maxAddresses: 100 });
  const addresses = Array.from({ length: 2_000 }, (_, i) => `2001:db8:0:${i.toString(16)}::1`);
  await Promise.all(addresses.map((address) => tries.take(address)));
  // Those with a place of their own, and what the others have together.
  expect(await redis.dbSize()).toBe(100 + limit);
});
