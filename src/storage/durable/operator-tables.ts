import { and, count, desc, eq, gt, lt, lte, or, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';
import type { AuditStore, GaugeStore, NoticeStore, OverviewStore, SessionStore } from './operator-store.ts';
import {
  auditLog,
  campaigns,
  gaugeHours,
  mails,
  notices,
  sessions,
  subscribers,
  suppressions,
} from './schema.ts';

export function createSessionStore(db: Database): SessionStore {
  return {
    add: (session, way) =>
      db.transaction(async (tx) => {
        await tx.insert(sessions).values(session);
        await tx.insert(auditLog).values({ at: session.createdAt, action: way });
      }),
    async find(tokenHash, at) {
      const isIt = and(eq(sessions.tokenHash, tokenHash), gt(sessions.until, at));
      const [found] = await db.select().from(sessions).where(isIt);
      return found ?? null;
    },
    async remove(tokenHash) {
      await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
    },
    async eraseBefore(time) {
      const isOver = lte(sessions.until, time);
      return (await db.delete(sessions).where(isOver).returning({ at: sessions.until })).length;
    },
  };
}

export function createAuditStore(db: Database): AuditStore {
  return {
    async add(entry) {
      await db.insert(auditLog).values(entry);
    },
    list: ({ limit, offset = 0 }) =>
      db.select().from(auditLog).orderBy(desc(auditLog.at), desc(auditLog.id)).limit(limit).offset(offset),
    count: () => db.$count(auditLog),
    async eraseBefore(time) {
      return (await db.delete(auditLog).where(lt(auditLog.at, time)).returning({ id: auditLog.id })).length;
    },
  };
}

export function createNoticeStore(db: Database): NoticeStore {
  return {
    async add(notice) {
      const added = db.insert(notices).values(notice).onConflictDoNothing().returning({ id: notices.id });
      return (await added).length === 1;
    },
    list: () => db.select().from(notices).orderBy(desc(notices.until), desc(notices.from), notices.id),
    validAt: (time) =>
      db
        .select()
        .from(notices)
        .where(and(lte(notices.from, time), gt(notices.until, time)))
        .orderBy(desc(notices.from), notices.id),
    async remove(id) {
      await db.delete(notices).where(eq(notices.id, id));
    },
    async eraseBefore(time) {
      const isOver = lte(notices.until, time);
      return (await db.delete(notices).where(isOver).returning({ id: notices.id })).length;
    },
  };
}

export function createGaugeStore(db: Database): GaugeStore {
  // Of null and a number `greatest` gives the number.
  const worse = (column: AnyPgColumn, ms: number | null) => sql`greatest(${column}, ${ms}::integer)`;
  return {
    async worsen(hour) {
      const { oldestAudioMs, oldestIdleMs, isBroken } = hour;
      await db
        .insert(gaugeHours)
        .values(hour)
        .onConflictDoUpdate({
          target: gaugeHours.hour,
          set: {
            oldestAudioMs: worse(gaugeHours.oldestAudioMs, oldestAudioMs),
            oldestIdleMs: worse(gaugeHours.oldestIdleMs, oldestIdleMs),
            isBroken: or(gaugeHours.isBroken, sql`${isBroken}::boolean`)!,
          },
        });
    },
    list: ({ limit, offset = 0 }) =>
      db.select().from(gaugeHours).orderBy(desc(gaugeHours.hour)).limit(limit).offset(offset),
    count: () => db.$count(gaugeHours),
    async eraseBefore(time) {
      const isOlder = lt(gaugeHours.hour, time);
      return (await db.delete(gaugeHours).where(isOlder).returning({ hour: gaugeHours.hour })).length;
    },
  };
}

export function createOverviewStore(db: Database): OverviewStore {
  return {
    async ping() {
      await db.execute(sql`select 1`);
    },
    async numbers() {
      const ofMails = await db.select({ is: mails.state, count: count() }).from(mails).groupBy(mails.state);
      const ofPeople = await db
        .select({ is: subscribers.state, count: count() })
        .from(subscribers)
        .groupBy(subscribers.state);
      const byState = (lines: { is: string; count: number }[]) =>
        Object.fromEntries(lines.map((line) => [line.is, line.count]));
      return {
        ...{ mails: byState(ofMails), subscribers: byState(ofPeople) },
        suppressions: await db.$count(suppressions),
        campaigns: await db.$count(campaigns),
      };
    },
    campaigns: ({ limit, offset = 0 }) =>
      db
        .select({
          ...{ id: campaigns.id, subject: campaigns.subject, state: campaigns.state, opens: campaigns.opens },
          ...{ createdAt: campaigns.createdAt, startedAt: campaigns.startedAt },
        })
        .from(campaigns)
        .orderBy(desc(campaigns.createdAt), campaigns.id)
        .limit(limit)
        .offset(offset),
  };
}
