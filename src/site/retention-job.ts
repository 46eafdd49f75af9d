import { isAging, type KeptStore } from '../storage/durable/kept-store.ts';
import type { KeptData } from './kept-data.ts';

/** Pause between two runs, ms; data goes so much earlier, so that no period is exceeded. */
export const RETENTION_PAUSE_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Tables with nothing personal in them, which would grow without end. */
export const NOBODYS: readonly Pick<KeptData, 'table' | 'days'>[] = [
  { table: 'countBatches', days: 30 },
  { table: 'publishedWeeks', days: 730 },
  { table: 'gaugeHours', days: 365 },
  { table: 'notices', days: 365 },
];

export interface RetentionJobOptions {
  store: Pick<KeptStore, 'eraseBefore' | 'wipe'>;
  now: () => number;
  /** What is kept, and how long. */
  kept: readonly KeptData[];
}

/**
 * W6, W11: erases everything that is older than its period; one kind that cannot be erased keeps no other from it. Then
 * takes what was erased since the last run, by whomever, out of the database's files. Idempotent.
 *
 * @returns how much was erased
 * @throws AggregateError of what could not be
 */
export async function runRetentionJob({ store, now, kept }: RetentionJobOptions): Promise<number> {
  let count = 0;
  const errors: unknown[] = [];
  const kinds: readonly Pick<KeptData, 'table' | 'state' | 'days'>[] = [...kept, ...NOBODYS];
  for (const { table, state, days } of kinds) {
    if (days === null) continue;
    try {
      if (!isAging(table)) throw new Error(`nobody knows how old the rows of ${table} are`);
      count += await store.eraseBefore(table, new Date(now() - days * DAY_MS + RETENTION_PAUSE_MS), state);
    } catch (error) {
      errors.push(error);
    }
  }
  await store.wipe({ all: count > 0 }).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'not everything that is too old could be erased');
  return count;
}
