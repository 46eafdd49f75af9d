import { liveName } from '../../storage/redis/live-form.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';

/** How often a server says that it is there, ms. */
const BEAT_MS = 1_000;
/** A server that has said nothing for so long is dead: C4 and C5 leave 15 s for all that follows. ms. */
const DEAD_MS = 6_000;
/** Redis's clock was set, or Redis stood still. ms */
const JUMP_MS = 2_000;
/** Who looks after what a dead server left does so for this long before somebody else may, ms. */
const CARE_MS = 10_000;

/** When each server was last heard of, on Redis's clock. */
export const SERVERS = liveName('servers');

export interface ServersOptions {
  redis: Redis;
  serverId: string;
  /** A server is dead. Called on one server at a time, and again until it succeeds. */
  onDeath(serverId: string): Promise<void>;
  /** Redis is there, but has forgotten this server: it was emptied, or started anew. */
  onForgotten(): Promise<void>;
  /** Redis answers again, or does not any more. */
  onReach(isReached: boolean): Promise<void>;
  onFault: (code: string, error: unknown) => void;
}

export interface Servers {
  readonly isReached: boolean;
  close(): Promise<void>;
}

/**
 * Which servers there are. Times are Redis's own: servers need not agree on the time to agree on who is dead.
 */
export async function joinServers(options: ServersOptions): Promise<Servers> {
  const { redis, serverId, onDeath, onForgotten, onReach, onFault } = options;
  let isReached = true;
  /** Until the others had time to say that they are there, too, nobody is taken for dead. Redis's time. */
  let trustedFrom = 0;
  /** Redis's time beside this server's, at the last beat. */
  let last: { readonly time: number; readonly own: number } | null = null;
  let isForgotten = false;
  let isClosed = false;
  let isBeating = false;

  const redisTime = async () => {
    const [seconds, micros] = (await redis.sendCommand(['TIME'])) as unknown as [string, string];
    return Number(seconds) * 1_000 + Number(micros) / 1_000;
  };

  async function beat(): Promise<void> {
    const time = await redisTime();
    const own = performance.now();
    const hasJumped = last !== null && Math.abs(time - last.time - (own - last.own)) > JUMP_MS;
    last = { time, own };
    if (hasJumped || !isReached) trustedFrom = time + DEAD_MS;
    if ((await redis.zAdd(SERVERS, { score: time, value: serverId })) === 1) isForgotten = true;
    const isBack = !isReached;
    isReached = true;
    if (isForgotten) {
      await onForgotten();
      isForgotten = false; // until then it is tried again
    }
    if (isBack) await onReach(true);
    if (time < trustedFrom) return;
    for (const dead of await redis.zRangeByScore(SERVERS, '-inf', time - DEAD_MS)) {
      if (dead === serverId) continue;
      const mine = await redis.set(liveName('care', dead), serverId, {
        condition: 'NX',
        expiration: { type: 'PX', value: CARE_MS },
      });
      if (mine === null) continue;
      await onDeath(dead);
      await redis.zRem(SERVERS, dead);
    }
  }

  await redis.zAdd(SERVERS, { score: await redisTime(), value: serverId });
  const timer = setInterval(() => {
    if (isBeating || isClosed) return;
    isBeating = true;
    beat()
      .catch((error) => {
        if (isClosed) return;
        if (isReached) onFault('redis', error);
        if (isReached) void onReach(false);
        isReached = false;
      })
      .finally(() => {
        isBeating = false;
      });
  }, BEAT_MS);

  return {
    get isReached() {
      return isReached;
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await redis.zRem(SERVERS, serverId).catch(() => {});
    },
  };
}
