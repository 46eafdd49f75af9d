import { randomBytes } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createItemVault } from '../../src/storage/item-vault.ts';
import { liveName } from '../../src/storage/redis/live-form.ts';
import { createRedis, type Redis } from '../../src/storage/redis/redis-connection.ts';
import { createRedisLiveStore, namesOfContent } from '../../src/storage/redis/redis-live-store.ts';
import { createRedisShare } from '../../src/storage/redis/redis-share.ts';
import { createValueSeal } from '../../src/storage/redis/value-seal.ts';
import { liveStoreContract } from '../contract/live-store-contract.ts';
import { startRedis } from '../devices/redis.ts';

const TIMES = [liveName('due'), liveName('silent')];
const running = await startRedis();
const clients: Redis[] = [];
const secret = randomBytes(32);

/** Another server's store on the same Redis. */
async function connect() {
  const redis = createRedis(running.url);
  redis.on('error', () => {});
  await redis.connect();
  clients.push(redis);
  return { redis, store: createRedisLiveStore({ redis, seal: createValueSeal(secret) }) };
}
const fresh = async () => {
  const connected = await connect();
  await connected.redis.flushAll();
  return connected;
};
afterAll(async () => {
  for (const client of clients) client.destroy();
  await running.stop();
});

liveStoreContract('redis', async () => (await fresh()).store);

const joining = (participantId: string) =>
  ({
    ...({ type: 'join', participantId, name: 'Ada Lovelace', admitted: false } as const),
    ...{ reader: `reader-${participantId}`, visitor: participantId },
  }) as const;
const content = { kind: 'url', sealed: 'sealed-text', file: null } as const;

test('C1: what three servers do to one meeting at the same time is all there, once', async () => {
  const { store } = await fresh();
  const others = [store, (await connect()).store, (await connect()).store];
  await store.createMeeting('m', 0);
  for (const [index, one] of others.entries()) await one.apply('m', joining(`p${index}`), 1);
  await Promise.all(
    others.flatMap((one, index) =>
      Array.from({ length: 10 }, (_, n) =>
        one.apply('m', { type: 'item-add', participantId: `p${index}`, itemId: `${index}-${n}`, content }, 2),
      ),
    ),
  );
  const view = await store.view('m', 'p0');
  expect(new Set(view?.items.map(({ id }) => id)).size).toBe(30);
  expect(view?.items).toHaveLength(30);
  expect(view?.revision).toBe(33);
});

test('C3: of one item removed and laid down by two servers at once, in any order, nothing returns', async () => {
  const { store, redis } = await fresh();
  const other = (await connect()).store;
  await store.createMeeting('m', 0);
  await store.apply('m', joining('a'), 1);
  for (let round = 0; round < 20; round += 1) {
    const itemId = `x${round}`;
    const add = { type: 'item-add', participantId: 'a', itemId, content } as const;
    await store.apply('m', add, 2);
    await Promise.all([
      store.apply('m', { type: 'item-remove', participantId: 'a', itemId }, 3),
      other.apply('m', add, 3),
      other.apply('m', add, 3),
    ]);
    expect((await other.view('m', 'a'))?.items).toEqual([]);
    expect(await redis.exists(liveName('item', itemId))).toBe(0);
  }
});

test('C8 C11: when the last one leaves nothing of the meeting is in Redis, and everything has an end of its own', async () => {
  const { store, redis } = await fresh();
  await store.createMeeting('m', 0);
  await store.updateTab('t', () => ({
    ...{ tabId: 't', name: 'Ada Lovelace', shelf: null, held: false, closing: false, line: null, page: 'p' },
    place: { meetingId: 'm', participantId: 'a' },
  }));
  await store.apply('m', joining('a'), 1);
  await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'x', content }, 2);
  const names = await redis.keys('*');
  expect(names).toEqual(expect.arrayContaining([liveName('meeting', 'm'), liveName('item', 'x'), ...TIMES]));
  for (const name of names.filter((one) => !TIMES.includes(one))) {
    expect(await redis.pTTL(name)).toBeGreaterThan(30 * 60_000);
  }
  await store.apply('m', { type: 'leave', participantId: 'a' }, 3);
  await store.updateTab('t', () => null);
  expect(await redis.keys('*')).toEqual([]);
});

test('C3: content that never comes to lie anywhere ends by itself soon, what lies somewhere stays', async () => {
  const { store, redis } = await fresh();
  const seal = createValueSeal(secret);
  const vault = createItemVault({ bytes: 1_000_000 });
  const share = createRedisShare({ redis, seal, vault, now: () => 0, onErased: () => {} });
  for (const itemId of ['laid', 'late']) {
    expect(vault.put(itemId, 't', randomBytes(32), { bytes: 10, from: 'a' })).toBeNull();
    await share.keep(itemId);
  }
  await store.createMeeting('m', 0);
  await store.apply('m', joining('a'), 1);
  await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'laid', content }, 2);
  const endOf = (itemId: string) => redis.pTTL(namesOfContent(seal, itemId).key);
  expect(await endOf('laid')).toBeGreaterThan(30 * 60_000);
  expect(await endOf('late')).toBeGreaterThan(0);
  expect(await endOf('late')).toBeLessThanOrEqual(60_000);
});

test('C11: a copy of Redis tells no name, no tab and no content without the secret of the cluster', async () => {
  const { store, redis } = await fresh();
  await store.createMeeting('m', 0);
  const tab = {
    tabId: 'the-tabs-secret',
    name: 'Ada Lovelace',
    shelf: null,
    held: false,
    closing: false,
    ...{ line: null, page: 'p' },
  };
  await store.updateTab(tab.tabId, () => ({ ...tab, place: { meetingId: 'm', participantId: 'a' } }));
  await store.apply('m', joining('a'), 1);
  await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'x', content }, 2);
  await redis.set('control', 'Ada Lovelace');
  const dump = async () => {
    const names = await redis.keys('*');
    const strings = names.filter((name) => !TIMES.includes(name));
    return JSON.stringify([names, await redis.mGet(strings)]);
  };
  expect(await dump()).toContain('Ada Lovelace');
  await redis.del('control');
  for (const word of ['Ada Lovelace', 'the-tabs-secret', 'sealed-text', 'reader-a']) {
    expect(await dump()).not.toContain(word);
  }
  const stranger = createRedisLiveStore({ redis, seal: createValueSeal(randomBytes(32)) });
  expect(await stranger.getTab(tab.tabId)).toBeNull();
  await expect(stranger.view('m', 'a')).rejects.toThrow();
});
