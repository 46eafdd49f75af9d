import path from 'node:path';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { createCampaignStore } from './campaign-store.ts';
import { createCountStore } from './count-store.ts';
import type { DurableStore } from './durable-store.ts';
import { createKeptStore } from './kept-store.ts';
import { createKeyStore } from './key-store.ts';
import { createMailStore } from './mail-store.ts';
import { createMessageStore } from './message-store.ts';
import {
  createAuditStore,
  createGaugeStore,
  createNoticeStore,
  createOverviewStore,
  createSessionStore,
} from './operator-tables.ts';
import { createRightsStore } from './rights-store.ts';
import { createSecurityStore } from './security-store.ts';
import { createSubscriberStore } from './subscriber-store.ts';
import { createSurveyStore } from './survey-store.ts';
import { Wiper, type WithLine } from './wiper.ts';

/** Drizzle over any Postgres. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** The tables as SQL, in the order in which they came; beside the sources and beside the compiled zones alike. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../migrations');

/** @param withLine for what takes long */
export function createDurableStore(db: Database, withLine: WithLine): DurableStore {
  return {
    messages: createMessageStore(db),
    counts: createCountStore(db),
    security: createSecurityStore(db),
    rights: createRightsStore(db),
    kept: createKeptStore(db, new Wiper(withLine)),
    mails: createMailStore(db),
    subscribers: createSubscriberStore(db),
    campaigns: createCampaignStore(db),
    keys: createKeyStore(db),
    surveys: createSurveyStore(db),
    sessions: createSessionStore(db),
    audit: createAuditStore(db),
    notices: createNoticeStore(db),
    gauge: createGaugeStore(db),
    overview: createOverviewStore(db),
  };
}
