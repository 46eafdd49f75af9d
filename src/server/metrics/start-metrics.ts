import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Live } from '../live/start-live.ts';
import type { Site } from '../site/start-site.ts';
import { createMetrics, type MetricSources, type Metrics } from './metrics.ts';

/** The database has so long to answer before it counts as away, ms. */
const DATABASE_MS = 2_000;
/** The same of Redis. */
const REDIS_MS = 2_000;
/** Later than any deadline. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** The figures of a running server; what `live` and `site` are may be asked only when they are there. */
export function metricsOf(
  { contentBytes, memoryBytes }: Pick<Config, 'contentBytes' | 'memoryBytes'>,
  site: Site,
  live: () => Live,
  state: Pick<MetricSources, 'ready' | 'redis'>,
): Metrics {
  return createMetrics({
    ...state,
    sockets: () => live().sockets.size,
    recordings: () => live().listening.size,
    meetings: () => meetingsOf(live()),
    items: () => live().vault.items,
    fileBytes: () => live().vault.bytes,
    fileBytesMost: contentBytes,
    underWay: () => live().underWay(),
    memoryMost: memoryBytes,
    memoryFull: () => live().memory.isFull,
    retention: () => live().retention.read(),
    mails: () => Promise.race([mailsOf(site), sleep(DATABASE_MS, null, { ref: false })]),
  });
}

/** So that the other figures can be had, that of Redis being away above all. */
async function meetingsOf({ store, redis }: Live): Promise<number | null> {
  if (redis() === false) return null;
  try {
    const due = await Promise.race([store.due(END_OF_TIME), sleep(REDIS_MS, null, { ref: false })]);
    return due?.length ?? null;
  } catch {
    return null;
  }
}

async function mailsOf(site: Site): Promise<Readonly<Record<string, number>> | null> {
  try {
    return (await site.store.overview.numbers()).mails;
  } catch {
    return null;
  }
}
