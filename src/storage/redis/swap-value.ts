import type { Beside, Redis } from './redis-connection.ts';
import type { ValueSeal } from './value-seal.ts';

/** How often a step is tried again when another server was faster. */
const TRIES = 100;

/** What a step makes of a value. */
export interface Changed<R> {
  /** null: it is deleted. */
  readonly after: string | null;
  readonly beside: Beside;
  readonly result: R;
  /** When it ends by itself. */
  readonly ttlMs: number;
}

/**
 * Reads a value, computes what becomes of it and writes that, if nobody wrote meanwhile; else once more.
 *
 * @param change pure; null: nothing is to be done
 * @returns the result; null when nothing was done
 */
export async function swapValue<T, R>(
  { redis, seal }: { redis: Redis; seal: ValueSeal },
  name: string,
  decode: (text: string) => T,
  change: (before: T | null) => Changed<R> | null,
): Promise<R | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const raw = (await redis.get(name)) ?? '';
    const changed = change(raw === '' ? null : decode(seal.open(name, raw)));
    if (changed === null) return null;
    const { beside, ttlMs, result } = changed;
    const after = changed.after === null ? '' : seal.seal(name, changed.after);
    if (await redis.swap(name, { before: raw, after, ttlMs, beside })) return result;
  }
  throw new Error('Too many servers change the same thing.');
}
