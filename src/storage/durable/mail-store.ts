import { and, count, desc, eq, exists, gt, inArray, lt, lte, ne, not, or, type SQL, sql } from 'drizzle-orm';
import { isGoingOn, noteOutcome } from './campaign-outcomes.ts';
import type { Database } from './database.ts';
import type { Mail, MailCounts, MailStore, NewMail } from './mail-types.ts';
import { campaigns, mails, subscribers } from './schema.ts';

const MINUTE_MS = 60_000;

/** How many mails there are of each state. */
export async function countMails(db: Database, where?: SQL): Promise<MailCounts> {
  const counts: MailCounts = { waiting: 0, sending: 0, sent: 0, failed: 0, unknown: 0 };
  const rows = await db
    .select({ state: mails.state, count: count() })
    .from(mails)
    .where(where)
    .groupBy(mails.state);
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}

/** @returns false: a mail of this id is there */
export async function queueMail(db: Database, mail: NewMail): Promise<boolean> {
  const values = { ...mail, state: 'waiting' as const };
  const added = await db.insert(mails).values(values).onConflictDoNothing().returning({ id: mails.id });
  return added.length === 1;
}

export function createMailStore(db: Database): MailStore {
  const isNews = eq(mails.kind, 'news');
  const isOnList = exists(
    db
      .select({ email: subscribers.email })
      .from(subscribers)
      .where(and(eq(subscribers.email, mails.recipient), eq(subscribers.state, 'confirmed'))),
  );
  const isDue = (now: Date) => and(eq(mails.state, 'waiting'), lte(mails.dueAt, now));
  const hasRoom = async (tx: Database, now: Date, perMinute: number) => {
    const recent = or(gt(mails.sentAt, new Date(now.getTime() - MINUTE_MS)), eq(mails.state, 'sending'));
    const [row] = await tx.select({ count: count() }).from(mails).where(recent);
    return Number(row?.count) < perMinute;
  };
  const next = (tx: Database, now: Date, wanted: SQL | undefined) =>
    tx
      .select({ id: mails.id })
      .from(mails)
      .where(and(isDue(now), wanted))
      .orderBy(mails.dueAt)
      .limit(1);
  // A link that proves an address is nowhere in clear once its mail is on its way (W11).
  const isLink = sql`${mails.kind} in ('rights', 'confirmation')`;
  const blank = {
    text: sql<string>`case when ${isLink} then '' else ${mails.text} end`,
    html: sql<string | null>`case when ${isLink} then null else ${mails.html} end`,
  };
  const others = ne(mails.kind, 'news');
  // A campaign that was paused, or stopped, sends nothing.
  const isSending = exists(
    db
      .select({ id: campaigns.id })
      .from(campaigns)
      .where(and(eq(campaigns.id, mails.campaignId), eq(campaigns.state, 'sending'))),
  );
  const news = and(isNews, isOnList, isSending);

  return {
    add: (mail) => queueMail(db, mail),
    async isReady({ now, perMinute }) {
      const due = await next(db, now, or(others, news));
      return due.length > 0 && (await hasRoom(db, now, perMinute));
    },
    claim: ({ now, until, perMinute }) =>
      db.transaction(async (tx): Promise<Mail | null> => {
        if (!(await hasRoom(tx, now, perMinute))) return null;
        const take = (wanted: SQL | undefined) => next(tx, now, wanted).for('update', { skipLocked: true });
        const [found] = [...(await take(others)), ...(await take(news))];
        if (found === undefined) return null;
        const claimed = { state: 'sending' as const, dueAt: until };
        const [mail] = await tx.update(mails).set(claimed).where(eq(mails.id, found.id)).returning();
        return mail ?? null;
      }),
    settle: (id, { isBounced = false, ...change }) =>
      db.transaction(async (tx) => {
        const isClaimed = and(eq(mails.id, id), inArray(mails.state, ['sending', 'unknown']));
        const [claimed] = await tx.select({ campaignId: mails.campaignId }).from(mails).where(isClaimed);
        if (claimed === undefined) return false;
        const { campaignId } = claimed;
        const isStopped = campaignId !== null && !(await isGoingOn(tx, campaignId));
        const settled =
          isStopped && change.state === 'waiting' ? { ...change, state: 'failed' as const } : change;
        const isOver = settled.state !== undefined && settled.state !== 'waiting';
        const changed = await tx
          .update(mails)
          .set(isOver ? { ...settled, ...blank } : settled)
          .where(isClaimed)
          .returning({ id: mails.id });
        if (!isOver || campaignId === null || changed.length === 0) return false;
        return noteOutcome(tx, { campaignId, isBounced });
      }),
    async recover(now) {
      const isLost = and(eq(mails.state, 'sending'), lt(mails.dueAt, now));
      await db.update(mails).set({ state: 'unknown' }).where(and(isLost, isNews));
      await db.update(mails).set({ state: 'waiting' }).where(and(isLost, others));
      await db.delete(mails).where(and(eq(mails.state, 'waiting'), isNews, not(isOnList)));
    },
    list: ({ limit, offset = 0 }) =>
      db.select().from(mails).orderBy(desc(mails.queuedAt), mails.id).limit(limit).offset(offset),
    count: () => countMails(db),
    of: (email) => db.select().from(mails).where(eq(mails.recipient, email)).orderBy(mails.queuedAt),
    async eraseOf(email) {
      const erased = await db.delete(mails).where(eq(mails.recipient, email)).returning({ id: mails.id });
      return erased.length;
    },
    async eraseBefore(time) {
      const isOver = inArray(mails.state, ['sent', 'failed', 'unknown']);
      const erased = await db
        .delete(mails)
        .where(and(isOver, lt(mails.queuedAt, time)))
        .returning({ id: mails.id });
      return erased.length;
    },
  };
}
