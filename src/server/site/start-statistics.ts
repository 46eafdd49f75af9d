import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { StatisticsReport } from '../../shared/statistics.ts';
import { RETENTION_PAUSE_MS, type RetentionJobOptions, runRetentionJob } from '../../site/retention-job.ts';
import { SecurityLog } from '../../site/security-log.ts';
import { publicReport } from '../../site/statistics/report.ts';
import { Tally } from '../../site/statistics/tally.ts';
import { createVisitCounter } from '../../site/statistics/visit-counter.ts';
import { createVisitors } from '../../site/statistics/visitors.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';

export interface StatisticsOptions {
  store: Pick<DurableStore, 'counts' | 'security' | 'kept'>;
  now: () => number;
  /** A clock that is never set, ms. */
  steady: () => number;
  /** W11: what is kept, and how long. */
  kept: RetentionJobOptions['kept'];
  log: FastifyBaseLogger;
}

/** W6, W8, W10: what is counted, and the log of what may be an attack. */
export interface Statistics {
  /** Counts something that is nobody's, such as a meeting. */
  readonly count: (measure: string, value?: string) => void;
  readonly countVisit: ReturnType<typeof createVisitCounter>;
  readonly security: SecurityLog;
  report(): Promise<StatisticsReport>;
  /** Adds what was counted to the store at once. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What was counted is in memory for so long, ms; a server that is killed loses it. */
const FLUSH_MS = 60_000;
/** The public report is made anew after so long, ms. */
const REPORT_MS = 60_000;
/** A server that is stopped waits no longer for the store, ms. */
const LAST_FLUSH_MS = 2_000;

/** Starts counting, and the retention job. */
export function startStatistics({ store, now, steady, kept, log }: StatisticsOptions): Statistics {
  const tally = new Tally({ store: store.counts, now, newId: randomUUID });
  const visitors = createVisitors({ random: randomBytes, now });
  const security = new SecurityLog({ store: store.security, now });
  let isClosing = false;
  const fault = (code: string) => (error: unknown) => {
    // What was under way when the store closed is no fault.
    if (!isClosing || !(error instanceof AggregateError)) log.error({ err: error, code }, 'site');
  };
  const flush = async () => {
    visitors.sweep();
    await Promise.all([tally.flush(), security.flush()]);
  };
  const flushing = setInterval(() => void flush().catch(fault('counts')), FLUSH_MS).unref();
  const keepPeriods = async () => {
    // W10: before what it is made from goes.
    await publicReport(store.counts, now()).catch((error) => isClosing || fault('publishing')(error));
    await runRetentionJob({ store: store.kept, now, kept }).catch(fault('retention'));
  };
  const keeping = setInterval(() => void keepPeriods(), RETENTION_PAUSE_MS).unref();
  void keepPeriods(); // waits until the store is open

  let report: { at: number; made: Promise<StatisticsReport> } | null = null;
  return {
    count: (measure, value) => tally.count(measure, value),
    countVisit: createVisitCounter({ tally, visitors }),
    security,
    report() {
      if (report === null || steady() - report.at > REPORT_MS) {
        const made = publicReport(store.counts, now());
        made.catch(() => {
          report = null;
        });
        report = { at: steady(), made };
      }
      return report.made;
    },
    flush,
    async close() {
      isClosing = true;
      clearInterval(flushing);
      clearInterval(keeping);
      security.sumUp();
      const late = new Promise((resolve) => setTimeout(resolve, LAST_FLUSH_MS).unref());
      await Promise.race([flush().catch(fault('counts')), late]);
    },
  };
}
