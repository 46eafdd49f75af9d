import { liveName } from '../../storage/redis/live-form.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';
import { someAtATime } from '../some-at-a-time.ts';
import { type Claim, createClaim } from './claim.ts';

/** How often a server says that it is there, ms. */
const BEAT_MS = 1_000;
/** A server that has said nothing for so long is dead: C4 and C5 leave 15 s for all that follows. ms. */
const DEAD_MS = 6_000;
/** And found as it was so many times: whoever stood still meanwhile knows nothing of the others. */
const DEAD_LOOKS = 5;
/** Who looks after what a dead server left does so for this long before somebody else may, ms. */
const CARE_MS = 10_000;

/** How often each server said that it is there. */
export const SERVERS = liveName('servers');

export interface ServersOptions {
  redis: Redis;
  /** Hears what the other servers say. */
  subscriber: Redis;
  serverId: string;
  /** A server is dead. Called on one server at a time, and again until it succeeds. */
  onDeath(serverId: string): Promise<void>;
  /** Redis is there, but has forgotten this server: it was emptied, or started anew. */
  onForgotten(): Promise<void>;
  /** Redis answers again, or does not any more. A line to it that was lost for a moment only is told, too. */
  onReach(isReached: boolean): Promise<void>;
  onFault: (code: string, error: unknown) => void;
}

export interface Servers {
  readonly isReached: boolean;
  /**
   * Says nothing any more.
   *
   * @param hasPeople somebody is connected here: the others look after them, as after a crash
   */
  close(hasPeople: boolean): Promise<void>;
}

/**
 * Which servers there are. Each counts its beats in Redis, and watches those of the others on its own clock, which never
 * jumps: neither the servers nor Redis have to agree on the time.
 */
export async function joinServers(options: ServersOptions): Promise<Servers> {
  const { redis, subscriber, serverId, onDeath, onForgotten, onReach, onFault } = options;
  let isReached = true;
  /** The beats of all, since when they are so many, on this server's clock, and how often they were found so. */
  let known = new Map<string, { readonly beats: number; readonly at: number; readonly looks: number }>();
  /** Of servers that are dead. */
  const cares = new Map<string, Claim>();
  let isForgotten = false;
  /** A line to Redis was lost, and with it what was asked or told over it, however short that was. */
  let isInterrupted = false;
  let isClosed = false;
  let isBeating = false;
  let isCaring = false;

  async function beat(): Promise<void> {
    if ((await redis.zIncrBy(SERVERS, 1, serverId)) === 1) isForgotten = true;
    const all = await redis.zRangeWithScores(SERVERS, 0, -1);
    const now = performance.now();
    // Until the others had time to say that they are there, too, nobody is taken for dead.
    const before = isReached ? known : new Map();
    known = new Map(
      all.map(({ value: id, score: beats }) => {
        const one = before.get(id);
        return [id, one?.beats === beats ? { ...one, looks: one.looks + 1 } : { beats, at: now, looks: 0 }];
      }),
    );
    for (const id of cares.keys()) if (!known.has(id)) cares.delete(id);
    const isBack = !isReached || isInterrupted;
    isReached = true;
    isInterrupted = false;
    if (isForgotten) {
      await onForgotten();
      isForgotten = false; // until then it is tried again
    }
    if (isBack) await onReach(true);
    const dead = [...known].filter(
      ([id, { at, looks }]) => id !== serverId && now - at > DEAD_MS && looks >= DEAD_LOOKS,
    );
    care(dead.map(([id]) => id));
  }

  /** Beside the beats: whoever looks after many people is not to be taken for dead meanwhile. */
  function care(dead: readonly string[]): void {
    if (isCaring) return;
    isCaring = true;
    someAtATime(dead, 1, lookAfter)
      .catch((error) => {
        if (!isClosed) onFault('care', error);
      })
      .finally(() => {
        isCaring = false;
      });
  }

  async function lookAfter(dead: string): Promise<void> {
    const care = cares.get(dead) ?? createClaim(redis, liveName('care', dead), CARE_MS);
    cares.set(dead, care);
    const taken = await care.take();
    if (taken === null) return;
    try {
      // It may have been done meanwhile, or the server be back.
      if ((await redis.zScore(SERVERS, dead)) !== known.get(dead)?.beats) return;
      await onDeath(dead);
      await redis.zRem(SERVERS, dead);
    } finally {
      await taken.giveBack();
    }
  }

  await redis.zIncrBy(SERVERS, 1, serverId);
  const interrupted = () => {
    isInterrupted = true;
  };
  for (const line of [redis, subscriber]) line.on('ready', interrupted);
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
    async close(hasPeople) {
      isClosed = true;
      clearInterval(timer);
      for (const line of [redis, subscriber]) line.off('ready', interrupted);
      if (!hasPeople) await redis.zRem(SERVERS, serverId).catch(() => {});
    },
  };
}
