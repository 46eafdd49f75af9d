import { setTimeout as pause } from 'node:timers/promises';
import { liveName } from '../../storage/redis/live-form.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';
import { NotNow, type Turn } from '../live/recordings-elsewhere.ts';
import { type Bus, channelOf } from './bus.ts';
import { createClaim } from './claim.ts';

/** Should the server that decides be cut off meanwhile, another one may after this, ms. */
const TURN_MS = 5_000;
const PAUSE_MS = 15;

const DECIDING = liveName('deciding');

/**
 * One server at a time decides who is in which room. Its turn ends by itself; that of a server which nothing said
 * reaches any more, as after a crash, is taken from it at the second look.
 */
export function createDecidingLock({
  redis,
  bus: { serverId },
}: {
  redis: Redis;
  bus: Pick<Bus, 'serverId'>;
}): <T>(work: (turn: Turn) => Promise<T>) => Promise<T> {
  const claim = createClaim(redis, DECIDING, TURN_MS, {
    own: serverId,
    async isAbsent(holder) {
      const channel = channelOf(holder);
      return Number((await redis.pubSubNumSub([channel]))[channel] ?? 0) === 0;
    },
  });
  return async (work) => {
    let asked = performance.now();
    let taken = await claim.take();
    while (taken === null) {
      await pause(PAUSE_MS);
      asked = performance.now();
      taken = await claim.take();
    }
    const { isOurs, giveBack } = taken;
    try {
      return await work({
        // Also in time: another server may have taken it, since nothing it said reached this one for a moment.
        async check() {
          if ((await isOurs()) && performance.now() - asked <= TURN_MS) return;
          throw new NotNow('another server may decide by now');
        },
      });
    } finally {
      await giveBack().catch(() => {}); // what was decided stays so
    }
  };
}
