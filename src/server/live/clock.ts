/** Milliseconds since 1970 on the server's own clock. */
export type Clock = () => number;

/** A clock that other threads can read too: `origin` is what they add to the monotonic counter. */
export interface ServerClock {
  readonly now: Clock;
  readonly origin: number;
}

/**
 * A clock that never jumps: it starts at the wall clock's time and goes on with the machine's monotonic counter,
 * which all threads of the process share, so that a wrong or corrected wall clock moves no deadline.
 *
 * @param origin ms to add to the monotonic counter; from another thread's clock to agree with it
 */
export function createClock(origin = Date.now() - monotonicMs()): ServerClock {
  return { now: () => origin + monotonicMs(), origin };
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}
