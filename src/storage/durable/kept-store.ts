import { and, eq, lt, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';
import {
  auditLog,
  campaigns,
  countBatches,
  counts,
  emailProofs,
  gaugeHours,
  mails,
  messages,
  notices,
  securityEvents,
  sessions,
  subscribers,
  surveyAnswers,
} from './schema.ts';

/** By kind of data: where it is, and the time its age is counted from. */
const AGES = {
  messages: { table: messages, since: messages.receivedAt },
  /** Who asked for news and never confirmed it. */
  unconfirmed: { table: subscribers, since: subscribers.askedAt, only: eq(subscribers.state, 'asked') },
  'survey-answers': { table: surveyAnswers, since: surveyAnswers.answeredAt },
  campaigns: { table: campaigns, since: campaigns.createdAt },
  mails: { table: mails, since: mails.queuedAt },
  counts: { table: counts, since: counts.hour },
  'count-batches': { table: countBatches, since: countBatches.at },
  'security-events': { table: securityEvents, since: securityEvents.at },
  'email-proofs': { table: emailProofs, since: emailProofs.until },
  sessions: { table: sessions, since: sessions.until },
  'audit-log': { table: auditLog, since: auditLog.at },
  notices: { table: notices, since: notices.until },
  'gauge-hours': { table: gaugeHours, since: gaugeHours.hour },
} as const satisfies Record<string, { table: PgTable; since: PgColumn; only?: SQL }>;

/** Kinds of data that are kept for a time. */
export type AgingKind = keyof typeof AGES;

/** Keeps the periods of the policy. */
export interface KeptStore {
  /** Erases what is older. @returns how many */
  eraseBefore(kind: AgingKind, time: Date): Promise<number>;
}

export function createKeptStore(db: Database): KeptStore {
  return {
    async eraseBefore(kind, time) {
      const { table, since, only }: { table: PgTable; since: PgColumn; only?: SQL } = AGES[kind];
      const erased = await db
        .delete(table)
        .where(and(lt(since, time), only))
        .returning({ since });
      return erased.length;
    },
  };
}
