import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { Clock } from '../live/clock.ts';

/** How much one connection may send: `burst` messages at once, `perSecond` in the long run. */
export interface ThrottleLimits {
  readonly burst: number;
  readonly perSecond: number;
  /** After so many refusals on end the connection is no longer worth keeping. */
  readonly patience: number;
}

export const CONNECTION_LIMITS: ThrottleLimits = {
  burst: ABUSE_LIMITS.messagesAtOnce,
  perSecond: ABUSE_LIMITS.messagesPerSecond,
  patience: ABUSE_LIMITS.refusalsOnEnd,
};

export type Verdict = 'take' | 'refuse' | 'cut';

/**
 * A token bucket for one connection.
 *
 * @returns a function that says what to do with the next message
 */
export function createThrottle(limits: ThrottleLimits, now: Clock): () => Verdict {
  let tokens = limits.burst;
  let filledAt = now();
  let refusals = 0;
  return () => {
    const time = now();
    tokens = Math.min(limits.burst, tokens + ((time - filledAt) / 1_000) * limits.perSecond);
    filledAt = time;
    if (tokens >= 1) {
      tokens -= 1;
      refusals = 0;
      return 'take';
    }
    refusals += 1;
    return refusals > limits.patience ? 'cut' : 'refuse';
  };
}
