import { randomBytes } from 'node:crypto';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { createRedisCodes, type RedisCodes } from '../../storage/redis/redis-codes.ts';
import { createRedis, type Redis } from '../../storage/redis/redis-connection.ts';
import { createRedisLiveStore } from '../../storage/redis/redis-live-store.ts';
import { createRedisShare, type RedisShare } from '../../storage/redis/redis-share.ts';
import { createValueSeal, type ValueSeal } from '../../storage/redis/value-seal.ts';
import { StartupError } from '../startup-error.ts';
import { type Bus, openBus } from './bus.ts';
import { type ClusterClock, createClusterClock } from './cluster-clock.ts';
import { SERVERS } from './servers.ts';
import { createVisitorOf } from './visitor-of.ts';

export interface ClusterOptions {
  redisUrl: string;
  secret: Uint8Array;
  onFault: (code: string, error: unknown) => void;
}

/** What several servers share, from one of them. */
export interface Cluster {
  readonly serverId: string;
  readonly redis: Redis;
  /** Hears what the other servers say. */
  readonly subscriber: Redis;
  readonly seal: ValueSeal;
  readonly bus: Bus;
  readonly clock: ClusterClock;
  readonly store: LiveStore;
  readonly onFault: ClusterOptions['onFault'];
  /** B7: what is the same for every visit of a tab, on whatever server, and tells nothing else. */
  visitorOf(tabId: string): string;
  share(vault: ItemVault): RedisShare;
  codes(words: readonly string[], random: (limit: number) => number): RedisCodes;
  /** The other servers there are. */
  others(): Promise<readonly string[]>;
  close(): void;
}

/**
 * Connects a server to the others.
 *
 * @throws StartupError when Redis cannot be reached at all
 */
export async function openCluster({ redisUrl, secret, onFault }: ClusterOptions): Promise<Cluster> {
  const serverId = randomBytes(12).toString('base64url');
  const redis = createRedis(redisUrl);
  const subscriber = createRedis(redisUrl);
  for (const connection of [redis, subscriber]) connection.on('error', () => {}); // each request says so by itself
  try {
    await withinMs(Promise.all([redis.connect(), subscriber.connect()]), 10_000);
  } catch (error) {
    redis.destroy();
    subscriber.destroy();
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupError(`REDIS_URL cannot be reached: ${why}`);
  }
  const seal = createValueSeal(secret);
  const clock = createClusterClock();
  const { now } = clock;
  const bus = await openBus({ redis, subscriber, seal, serverId, now, onFault });
  bus.on('clock', () => ({ time: now(), since: clock.since }));
  const others = async () => (await redis.zRange(SERVERS, 0, -1)).filter((id) => id !== serverId);
  await clock.follow(bus, await others());
  return {
    ...{ serverId, redis, subscriber, seal, bus, clock, others, onFault },
    store: createRedisLiveStore({ redis, seal }),
    visitorOf: createVisitorOf(secret),
    share: (vault) =>
      createRedisShare({
        ...{ redis, seal, vault, now },
        onErased: (itemId) => bus.broadcast({ type: 'erased', itemIds: [itemId] }),
      }),
    codes: (words, random) => createRedisCodes({ redis, seal, now, random, words }),
    close() {
      bus.close();
      redis.destroy();
      subscriber.destroy();
    },
  };
}

function withinMs<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no answer')), ms);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
