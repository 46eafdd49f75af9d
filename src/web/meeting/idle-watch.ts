import { LIMITS } from '../../shared/limits.ts';
import type { Later } from './retries.ts';

/** Says when the server has let this tab go. */
export interface IdleWatch {
  /** The server answered. */
  heard(): void;
  /** The line is lost, or does not come back: from now on time runs, unless it ran already. */
  lost(): void;
  /** The line is there. */
  found(): void;
  /** Looks at the clock: a device that slept woke its timers too late. */
  look(): void;
}

/**
 * C6, C10: after half an hour without an answer what the page shows is nobody's any more. Timers stand still while a
 * device sleeps and the clock does not, so both are asked.
 *
 * @param now a clock that goes on while the device sleeps, ms
 */
export function createIdleWatch({
  now,
  later,
  onIdle,
}: {
  now(): number;
  later: Later;
  onIdle(): void;
}): IdleWatch {
  /** null: nothing was heard since the page was forgotten, or at all. */
  let heardAt: number | null = null;
  let cancel: (() => void) | null = null;

  const stop = () => {
    cancel?.();
    cancel = null;
  };
  const look = () => {
    if (heardAt === null || now() - heardAt < LIMITS.idleMs) return;
    stop();
    heardAt = null;
    onIdle();
  };
  const arm = () => {
    if (heardAt === null || cancel !== null) return;
    // A clock that was set back does not make it longer.
    const rest = Math.min(Math.max(0, heardAt + LIMITS.idleMs - now()), LIMITS.idleMs);
    cancel = later(() => {
      cancel = null;
      look();
      arm(); // timers and the clock differ a little: it may not have been time yet
    }, rest);
  };
  return {
    heard() {
      look(); // the answer after a long sleep is that of another visit
      heardAt = now();
    },
    lost: arm,
    found() {
      look();
      stop();
      heardAt = now();
    },
    look,
  };
}
