import { randomBytes } from 'node:crypto';
import { CLOCK_SLACK_MS } from '../../storage/redis/redis-clock.ts';
import type { Redis } from '../../storage/redis/redis-connection.ts';

/** Something that one server does at a time. */
export interface Claim {
  /** @returns gives it back; null: another server has it */
  take(): Promise<(() => Promise<void>) | null>;
}

/**
 * A name in Redis that one server has at a time. Who died while it had it, is taken for dead after `ms` on the clock of
 * whoever waits: Redis's own clock may jump, and would then end it at once, or an hour late.
 */
export function createClaim(redis: Redis, name: string, ms: number): Claim {
  let seen: { readonly token: string; readonly at: number } | null = null;
  const expiration = { type: 'PX', value: ms + CLOCK_SLACK_MS } as const;
  return {
    async take() {
      const token = randomBytes(12).toString('base64url');
      if ((await redis.set(name, token, { condition: 'NX', expiration })) !== null) {
        seen = null;
        return async () => void (await redis.removeIf(name, token));
      }
      const held = await redis.get(name);
      if (held === null) seen = null;
      else if (held !== seen?.token) seen = { token: held, at: performance.now() };
      else if (performance.now() - seen.at > ms) await redis.removeIf(name, held);
      return null;
    },
  };
}
