import path from 'node:path';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { DurableStore } from './durable-store.ts';
import { createMessageStore } from './message-store.ts';
import {
  createAuditStore,
  createGaugeStore,
  createNoticeStore,
  createOverviewStore,
  createSessionStore,
} from './operator-tables.ts';
import { createSurveyStore } from './survey-store.ts';

/** Drizzle over any Postgres. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** The tables as SQL, in the order in which they came; beside the sources and beside the compiled zones alike. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations');

export function createDurableStore(db: Database): DurableStore {
  return {
    messages: createMessageStore(db),
    surveys: createSurveyStore(db),
    sessions: createSessionStore(db),
    audit: createAuditStore(db),
    notices: createNoticeStore(db),
    gauge: createGaugeStore(db),
    overview: createOverviewStore(db),
  };
}
