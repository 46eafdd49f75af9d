import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { SurveyFault, SurveyFiles } from '../surveys/survey-files.ts';

/** How the server is, for the operator. */
export interface Health {
  /** How long the database took to answer, ms; null: it does not. */
  readonly databaseMs: number | null;
  /** Mails that wait; null: unknown, as the database does not answer. */
  readonly mailsWaiting: number | null;
  readonly mailsFailed: number | null;
  readonly memoryBytes: number;
  readonly uptimeMs: number;
  /** Surveys whose file cannot be used. */
  readonly surveyFaults: readonly SurveyFault[];
}

/** How long the database has to answer, ms. */
const PATIENCE_MS = 3_000;

export interface HealthOptions {
  store: Pick<DurableStore, 'overview'>;
  surveys: SurveyFiles;
  now: () => number;
  startedAt: number;
  memoryBytes: () => number;
  /** Rejects after a time. */
  timeout: (ms: number) => Promise<never>;
}

export async function readHealth(options: HealthOptions): Promise<Health> {
  const { store, surveys, now, startedAt, memoryBytes, timeout } = options;
  const began = now();
  const database = async () => {
    const { mails } = await store.overview.numbers();
    return { databaseMs: now() - began, mailsWaiting: mails.waiting ?? 0, mailsFailed: mails.failed ?? 0 };
  };
  const nothing = { databaseMs: null, mailsWaiting: null, mailsFailed: null };
  const [read, { faults }] = await Promise.all([
    Promise.race([database(), timeout(PATIENCE_MS)]).catch(() => nothing),
    surveys.all(),
  ]);
  const [memory, uptimeMs] = [memoryBytes(), now() - startedAt];
  return { ...read, memoryBytes: memory, uptimeMs, surveyFaults: faults };
}
