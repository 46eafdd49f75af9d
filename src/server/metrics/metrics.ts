import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RetentionReading } from '../../shared/retention.ts';

/** Where the figures come from; each is asked when somebody asks for the metrics. */
export interface MetricSources {
  sockets: () => number;
  recordings: () => number;
  /** Of all servers that share their live state. */
  /** null: Redis, which knows it, does not answer. */
  meetings: () => Promise<number | null>;
  items: () => number;
  /** Sealed bytes of files, and how many there may be. */
  fileBytes: () => number;
  fileBytesMost: number;
  /** Things that come and go, by kind. */
  underWay: () => Readonly<Record<string, number>>;
  /** W12: bytes of memory that this process may have, and whether nothing new is taken for want of it. */
  memoryMost: number;
  memoryFull: () => boolean;
  retention: () => RetentionReading;
  ready: () => boolean;
  /** null: none is configured. */
  redis: () => boolean | null;
  /** null: the database does not answer. */
  mails: () => Promise<Readonly<Record<string, number>> | null>;
}

/** What is counted as it happens. */
export interface Metrics {
  readonly registry: Registry;
  /** A4, A8: a recording has its result: the reason, or what came of it; so long after its first sample. */
  result(outcome: string, ms: number): void;
  /** Something nobody's: a meeting that began, an item by kind. */
  count(measure: string, kind?: string): void;
}

/** Between a tap and the result, s. */
const RESULT_SECONDS = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12];
const MAIL_STATES = ['waiting', 'failed'] as const;

/** Figures of this server for Prometheus: sums alone. No label holds an id, an address, a name or a text. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  addGauges(registry, sources);
  addUnderWay(registry, sources.underWay);
  addRetention(registry, sources.retention);
  const results = new Histogram({
    ...{ name: 'zipsocket_recording_result_seconds', registers, labelNames: ['outcome'] },
    help: 'From the start of a recording to its result, by what came of it',
    buckets: RESULT_SECONDS,
  });
  const begun = new Counter({
    ...{ name: 'zipsocket_meetings_begun_total', registers },
    help: 'Meetings that a second person came to',
  });
  const laid = new Counter({
    ...{ name: 'zipsocket_items_laid_total', registers, labelNames: ['kind'] },
    help: 'Things that people laid down, by kind',
  });
  return {
    registry,
    result: (outcome, ms) => results.observe({ outcome }, ms / 1_000),
    count(measure, kind = '') {
      if (measure === 'meeting') begun.inc();
      if (measure === 'item') laid.inc({ kind });
    },
  };
}

function addGauges(registry: Registry, sources: MetricSources): void {
  const gauge = (name: string, help: string, read: () => number | null | Promise<number | null>) =>
    new Gauge({
      ...{ name: `zipsocket_${name}`, help, registers: [registry] },
      async collect() {
        const value = await read();
        if (value === null)
          this.remove(); // not known at this moment
        else this.set(value);
      },
    });
  gauge('sockets', 'Pages that are connected to this server', sources.sockets);
  gauge('recordings', 'Recordings that are heard or decided on this server', sources.recordings);
  gauge('meetings', 'Meetings and shelves that are held, of all servers together', sources.meetings);
  gauge('items', 'Things that are held on this server', sources.items);
  gauge('file_bytes', 'Sealed bytes of files in memory', sources.fileBytes);
  gauge('file_bytes_most', 'Sealed bytes of files that there may be', () => sources.fileBytesMost);
  gauge('memory_bytes_most', 'Memory that this server may have', () => sources.memoryMost);
  gauge('memory_full', 'Whether nothing new is taken for want of memory', () => Number(sources.memoryFull()));
  gauge('ready', 'Whether this server takes new people', () => Number(sources.ready()));
  gauge('redis_up', 'Whether Redis answers; absent where none is configured', () => {
    const isUp = sources.redis();
    return isUp === null ? null : Number(isUp);
  });
  addDatabase(registry, sources.mails);
}

function addDatabase(registry: Registry, read: MetricSources['mails']): void {
  const registers = [registry];
  const mails = new Gauge({
    ...{ name: 'zipsocket_mails', registers, labelNames: ['state'] },
    help: 'Mails in the database, by state; absent while it does not answer',
  });
  new Gauge({
    ...{ name: 'zipsocket_database_up', registers },
    help: 'Whether the database answers',
    async collect() {
      const counts = await read();
      this.set(Number(counts !== null));
      mails.reset();
      if (counts === null) return;
      for (const state of MAIL_STATES) mails.set({ state }, counts[state] ?? 0);
    },
  });
}

function addUnderWay(registry: Registry, read: MetricSources['underWay']): void {
  new Gauge({
    ...{ name: 'zipsocket_under_way', registers: [registry], labelNames: ['of'] },
    help: 'What is under way: receipts that are awaited, people at doors, uploads, tabs and meetings that are served',
    collect() {
      for (const [of, count] of Object.entries(read())) this.set({ of }, count);
    },
  });
}

/** B3 */
function addRetention(registry: Registry, read: MetricSources['retention']): void {
  const registers = [registry];
  const labelNames = ['of'];
  const oldest = new Gauge({
    ...{ name: 'zipsocket_retention_oldest_seconds', registers, labelNames },
    help: 'Age of the oldest sound, and of the oldest content of somebody who is away; 0: there is none',
    collect() {
      const { audioMs, idleMs } = read().now;
      this.set({ of: 'audio' }, (audioMs ?? 0) / 1_000);
      this.set({ of: 'idle' }, (idleMs ?? 0) / 1_000);
    },
  });
  const broken = new Gauge({
    ...{ name: 'zipsocket_retention_broken', registers, labelNames },
    help: 'Whether something is held for longer than promised',
    collect() {
      const now = read().broken;
      this.set({ of: 'audio' }, Number(now.audio));
      this.set({ of: 'idle' }, Number(now.idle));
    },
  });
  void [oldest, broken];
}
