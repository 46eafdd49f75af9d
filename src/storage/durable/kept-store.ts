import { and, eq, lt } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';
import { eraseMailsOf } from './message-mails.ts';
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
  publishedWeeks,
  securityEvents,
  sessions,
  subscribers,
  surveyAnswers,
} from './schema.ts';
import type { Wiper } from './wiper.ts';

/** By table: the time the age of its rows is counted from; and what parts them into those of one period and another. */
const AGES = {
  messages: { table: messages, since: messages.receivedAt },
  subscribers: { table: subscribers, since: subscribers.askedAt, state: subscribers.state },
  surveyAnswers: { table: surveyAnswers, since: surveyAnswers.answeredAt },
  campaigns: { table: campaigns, since: campaigns.startedAt, state: campaigns.state },
  mails: { table: mails, since: mails.queuedAt, state: mails.kind },
  counts: { table: counts, since: counts.hour },
  publishedWeeks: { table: publishedWeeks, since: publishedWeeks.week },
  countBatches: { table: countBatches, since: countBatches.at },
  securityEvents: { table: securityEvents, since: securityEvents.at },
  emailProofs: { table: emailProofs, since: emailProofs.madeAt },
  sessions: { table: sessions, since: sessions.until },
  auditLog: { table: auditLog, since: auditLog.at },
  notices: { table: notices, since: notices.until },
  gaugeHours: { table: gaugeHours, since: gaugeHours.hour },
} as const satisfies Record<string, Age>;

interface Age {
  readonly table: PgTable;
  readonly since: PgColumn;
  readonly state?: PgColumn;
}

/** Tables whose rows have an age. */
export type AgingTable = keyof typeof AGES;

export const isAging = (table: string): table is AgingTable => Object.hasOwn(AGES, table);

/** W6, W11: keeps the periods of the policy. */
export interface KeptStore {
  /**
   * Erases what is older; with `state` only rows in it; with messages also their copies and answers in mails, which
   * nobody could find any more.
   *
   * @returns how many, mails of messages not counted
   */
  eraseBefore(table: AgingTable, time: Date, state?: string): Promise<number>;
  /** Takes what was erased out of the files of the database; `all`: also where no change is known. @returns of how many tables */
  wipe(options: { all: boolean }): Promise<number>;
}

export function createKeptStore(db: Database, wiper: Wiper): KeptStore {
  return {
    async eraseBefore(name, time, state) {
      const { table, since, state: column }: Age = AGES[name];
      if (state !== undefined && column === undefined) throw new Error(`${name} has no state`);
      const only = state !== undefined && column ? eq(column, state) : undefined;
      const isOlder = and(lt(since, time), only);
      const erase = async (tx: Database) =>
        (await tx.delete(table).where(isOlder).returning({ since })).length;
      if (name !== 'messages') return erase(db);
      return db.transaction(async (tx) => {
        const ids = await tx.select({ id: messages.id }).from(messages).where(isOlder);
        await eraseMailsOf(
          tx,
          ids.map(({ id }) => id),
        );
        return erase(tx);
      });
    },
    wipe: ({ all }) => wiper.wipe(all),
  };
}
