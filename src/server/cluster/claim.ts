import { randomBytes } from 'node:crypto';
import { CLOCK_SLACK_MS } from '../../storage/redis/redis-clock.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';

/** How often those that wait look whether the one that has it is there at all, ms. */
const LOOK_MS = 400;

/** Something that one server does at a time. */
export interface Claim {
  /** @returns null: another server has it */
  take(): Promise<Taken | null>;
}

export interface Taken {
  /** Whether nobody has taken it over meanwhile. */
  isOurs(): Promise<boolean>;
  giveBack(): Promise<void>;
}

export interface Holders {
  /** This server. */
  readonly own: string;
  /** Whether nothing that is said reaches this one, as after a crash: found twice, it is not waited for any longer. */
  isAbsent(holder: string): Promise<boolean>;
}

/** What somebody else has. */
interface Seen {
  readonly token: string;
  readonly at: number;
  lookedAt: number;
  wasAbsent: boolean;
}

/**
 * A name in Redis that one server has at a time. Who died while it had it, is taken for dead after `ms` on the clock of
 * whoever waits: Redis's own clock may jump, and would then end it at once, or an hour late.
 */
export function createClaim(redis: Redis, name: string, ms: number, holders?: Holders): Claim {
  let seen: Seen | null = null;
  const expiration = { type: 'PX', value: ms + CLOCK_SLACK_MS } as const;
  async function isGone(other: Seen): Promise<boolean> {
    if (holders === undefined || performance.now() - other.lookedAt < LOOK_MS) return false;
    other.lookedAt = performance.now();
    const isAbsent = await holders.isAbsent(other.token.split(' ', 1)[0] ?? '');
    const isSure = isAbsent && other.wasAbsent;
    other.wasAbsent = isAbsent;
    return isSure;
  }
  return {
    async take() {
      const token = `${holders?.own ?? ''} ${randomBytes(12).toString('base64url')}`;
      if ((await redis.set(name, token, { condition: 'NX', expiration })) !== null) {
        seen = null;
        return {
          isOurs: async () => (await redis.get(name)) === token,
          giveBack: async () => void (await redis.removeIf(name, token)),
        };
      }
      const held = await redis.get(name);
      if (held === null) seen = null;
      else if (held !== seen?.token) {
        const at = performance.now();
        seen = { token: held, at, lookedAt: at, wasAbsent: false };
      } else if (performance.now() - seen.at > ms || (await isGone(seen))) await redis.removeIf(name, held);
      return null;
    },
  };
}
