import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ABUSE_LIMITS } from '../shared/abuse-limits.ts';
import type { Clock } from './live/clock.ts';
import { isFullAfter } from './memory-marks.ts';

/** Garbage is collected for this once in so long at most, ms: everybody waits meanwhile. */
const COLLECT_MS = 10_000;

/** W12: nothing new is taken before what is here has to suffer. */
export interface MemoryWatch {
  /** Whether there is no room for anything new. */
  readonly isFull: boolean;
  /** To be called several times a second. */
  look(): void;
}

/**
 * @param options.limitBytes memory that this process may have
 * @param options.read memory that it has, with what is garbage already, bytes
 * @param options.collect frees what is garbage
 */
export function watchMemory({
  limitBytes,
  now,
  read = process.memoryUsage.rss,
  collect = collectGarbage,
}: {
  limitBytes: number;
  now: Clock;
  read?: () => number;
  collect?: () => void;
}): MemoryWatch {
  const marks = {
    high: (limitBytes * ABUSE_LIMITS.memoryHighPercent) / 100,
    low: (limitBytes * ABUSE_LIMITS.memoryLowPercent) / 100,
  };
  let isFull = false;
  let collectedAt = Number.NEGATIVE_INFINITY;
  return {
    get isFull() {
      return isFull;
    },
    look() {
      const seemsFull = isFullAfter(isFull, read(), marks);
      if (seemsFull && now() - collectedAt >= COLLECT_MS) {
        collect(); // nobody is refused because of garbage
        collectedAt = now();
        isFull = isFullAfter(isFull, read(), marks);
      } else isFull = seemsFull;
    },
  };
}

let gc: (() => void) | null = null;

function collectGarbage(): void {
  if (gc === null) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
  }
  gc();
}
