import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { Live } from '../live/start-live.ts';
import type { Site } from '../site/start-site.ts';
import { createMetrics, type MetricSources, type Metrics } from './metrics.ts';

/** The database has so long to answer before it counts as away, ms. */
const DATABASE_MS = 2_000;
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
    meetings: async () => (await live().store.due(END_OF_TIME)).length,
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

async function mailsOf(site: Site): Promise<Readonly<Record<string, number>> | null> {
  try {
    return (await site.store.overview.numbers()).mails;
  } catch {
    return null;
  }
}
