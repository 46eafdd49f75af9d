import { createHmac } from 'node:crypto';

/** For so long at most a visitor is told apart from others, ms. */
export const SALT_MS = 24 * 3_600_000;
/** Beyond so many in a day nobody is told apart any more, which keeps the memory bounded. */
const MOST = 200_000;

export interface Visitors {
  /** Whether this is the visitor's first page of the day. */
  isNew(address: string, userAgent: string): boolean;
  /** Renews the salt when it is time; to be called now and then, so that it is also when nobody comes. */
  sweep(): void;
}

/**
 * W6: tells visitors apart by a hash under a random salt. The salt lives here, in memory, for a day at most; without it
 * nobody can tell what a hash was made from. The hashes go with it.
 *
 * @param options.random that many bytes from a cryptographic source
 */
export function createVisitors({
  random,
  now,
}: {
  random: (bytes: number) => Uint8Array;
  now: () => number;
}): Visitors {
  let salt: Uint8Array = new Uint8Array();
  let renewAt = Number.NEGATIVE_INFINITY;
  const seen = new Set<string>();
  const sweep = () => {
    if (now() < renewAt) return;
    salt.fill(0);
    salt = random(32);
    seen.clear();
    // At midnight (UTC): of a day of the statistics nobody is in it twice.
    renewAt = (Math.floor(now() / SALT_MS) + 1) * SALT_MS;
  };
  return {
    sweep,
    isNew(address, userAgent) {
      sweep();
      const hash = createHmac('sha256', salt).update(`${address}\n${userAgent}`).digest('base64url');
      if (seen.has(hash) || seen.size >= MOST) return false;
      seen.add(hash);
      return true;
    },
  };
}
