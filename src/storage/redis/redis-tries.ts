import { addressGroup } from '../../meetings/address-group.ts';
import { createTryThrottle, type GiveBack, SLOT_MS, SLOTS } from '../../meetings/try-throttle.ts';
import { isRedisAway } from './redis-away.ts';
import type { Redis } from './redis-connection.ts';
import type { ValueSeal } from './value-seal.ts';

/** Counts a try in the newest slot unless those of the last hour are as many as there may be. */
const TAKE = `
local slot, slots, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local counts, sum = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #counts, 2 do
  if tonumber(counts[i]) <= slot - slots then redis.call('HDEL', KEYS[1], counts[i])
  else sum = sum + tonumber(counts[i + 1]) end
end
if sum >= limit then return 0 end
redis.call('HINCRBY', KEYS[1], slot, 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`;

/** Of an address without a wrong try nothing is left. */
const GIVE_BACK = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
if redis.call('HINCRBY', KEYS[1], ARGV[1], -1) == 0 then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
`;

export interface RedisTriesOptions {
  redis: Redis;
  seal: ValueSeal;
  now: () => number;
  /** Wrong tries per address and hour. */
  limit: number;
  /** Addresses that one server counts by themselves. */
  maxAddresses?: number;
}

/**
 * B6: wrong tries per address within any hour, on all servers together, in the same slots as `createTryThrottle`. Redis
 * knows no address, only keyed hashes, and those end by themselves.
 *
 * Each server counts its own as well. So Redis holds no more addresses than the servers have room for, and while it is
 * away, or after it was emptied, there are as many tries as servers, and not without end.
 */
export function createRedisTries(options: RedisTriesOptions) {
  const { redis, seal, now, limit, maxAddresses } = options;
  const own = createTryThrottle(now, limit, maxAddresses);

  async function takeShared(address: string): Promise<GiveBack | null> {
    const keys = [seal.name('tries', addressGroup(address))];
    const slot = String(Math.floor(now() / SLOT_MS));
    const ends = String(SLOTS * SLOT_MS);
    const taken = await redis.eval(TAKE, { keys, arguments: [slot, String(SLOTS), String(limit), ends] });
    // One that cannot be given back stays counted.
    return taken === 1 ? () => void redis.eval(GIVE_BACK, { keys, arguments: [slot] }).catch(() => {}) : null;
  }

  return {
    /** Counts a try before it is known to be wrong; null: this address has had its tries. */
    async take(address: string): Promise<GiveBack | null> {
      const giveBackOwn = own.take(address);
      if (giveBackOwn === null) return null;
      try {
        const giveBack = await takeShared(address);
        if (giveBack === null) giveBackOwn();
        return giveBack && both(giveBack, giveBackOwn);
      } catch (error) {
        if (isRedisAway(error)) return giveBackOwn;
        giveBackOwn();
        throw error;
      }
    },
    sweep: own.sweep,
    size: own.size,
  };
}

const both =
  (first: GiveBack, second: GiveBack): GiveBack =>
  () => {
    first();
    second();
  };
