import { and, count, eq, lt, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { queueMail } from './mail-store.ts';
import type { SubscriberStore } from './mail-types.ts';
import { mails, subscribers, suppressions } from './schema.ts';

export function createSubscriberStore(db: Database): SubscriberStore {
  const ofHash = (emailHash: string) => eq(suppressions.emailHash, emailHash);
  const ofEmail = (email: string) => eq(subscribers.email, email);
  const isSuppressed = async (tx: Database, emailHash: string) => {
    const found = await tx.select({ why: suppressions.why }).from(suppressions).where(ofHash(emailHash));
    return found.length > 0;
  };
  return {
    ask: ({ quietSince, mail, ...asked }) =>
      db.transaction(async (tx) => {
        const { name, tokenHash, askedAt } = asked;
        const changed = await tx
          .insert(subscribers)
          .values({ ...asked, state: 'asked', source: 'form' })
          .onConflictDoUpdate({
            target: subscribers.email,
            set: { name, tokenHash, askedAt },
            setWhere: sql`${subscribers.state} = 'asked' and ${lt(subscribers.askedAt, quietSince)}`,
          })
          .returning({ email: subscribers.email });
        if (changed.length === 0) return false;
        // Whoever is told that a mail comes gets one: without it nobody has asked.
        if (!(await queueMail(tx, mail))) throw new Error('a mail of this id is there already');
        return true;
      }),
    async byToken(tokenHash) {
      const [found] = await db.select().from(subscribers).where(eq(subscribers.tokenHash, tokenHash));
      return found ?? null;
    },
    confirm: ({ tokenHash, emailHash, at, countsOpens }) =>
      db.transaction(async (tx) => {
        const changed = await tx
          .update(subscribers)
          .set({ state: 'confirmed', confirmedAt: at, countsOpens })
          .where(and(eq(subscribers.tokenHash, tokenHash), eq(subscribers.state, 'asked')))
          .returning({ email: subscribers.email });
        if (changed.length === 1) await tx.delete(suppressions).where(ofHash(emailHash));
        return changed.length === 1;
      }),
    import: ({ emailHash, at, ...subscriber }) =>
      db.transaction(async (tx) => {
        if (await isSuppressed(tx, emailHash)) return 'suppressed';
        const added = await tx
          .insert(subscribers)
          .values({ ...subscriber, state: 'confirmed', source: 'import', askedAt: at, confirmedAt: at })
          .onConflictDoNothing()
          .returning({ email: subscribers.email });
        return added.length === 1 ? 'added' : 'known';
      }),
    bounce: ({ email, emailHash, at }) =>
      db.transaction(async (tx) => {
        const isListed = and(ofEmail(email), eq(subscribers.state, 'confirmed'));
        const listed = await tx.delete(subscribers).where(isListed).returning({ email: subscribers.email });
        if (listed.length > 0) await suppress(tx, { email, emailHash, since: at, why: 'bounced' });
      }),
    remove: ({ email, emailHash, at, why }) =>
      db.transaction(async (tx) => {
        await tx.delete(subscribers).where(ofEmail(email));
        await suppress(tx, { email, emailHash, since: at, why });
      }),
    isSuppressed: (emailHash) => isSuppressed(db, emailHash),
    async countOpens(email, countsOpens) {
      const changed = await db
        .update(subscribers)
        .set({ countsOpens })
        .where(ofEmail(email))
        .returning({ email: subscribers.email });
      return changed.length === 1;
    },
    list: ({ limit, offset = 0 }) =>
      db
        .select()
        .from(subscribers)
        .orderBy(sql`${subscribers.askedAt} desc`, subscribers.email)
        .limit(limit)
        .offset(offset),
    async count() {
      const counts = { asked: 0, confirmed: 0 };
      const rows = await db
        .select({ state: subscribers.state, count: count() })
        .from(subscribers)
        .groupBy(subscribers.state);
      for (const row of rows) counts[row.state] = Number(row.count);
      return counts;
    },
    async of(email) {
      const [found] = await db.select().from(subscribers).where(ofEmail(email));
      return found ?? null;
    },
    async rename(email, name) {
      await db.update(subscribers).set({ name }).where(ofEmail(email));
    },
    async eraseAskedBefore(time) {
      const erased = await db
        .delete(subscribers)
        .where(and(eq(subscribers.state, 'asked'), lt(subscribers.askedAt, time)))
        .returning({ email: subscribers.email });
      return erased.length;
    },
  };
}

/** Notes that an address wants no news, and drops what waits for it. */
async function suppress(
  tx: Database,
  { email, ...wish }: typeof suppressions.$inferInsert & { email: string },
): Promise<void> {
  await tx.insert(suppressions).values(wish).onConflictDoNothing();
  const waits = and(eq(mails.recipient, email), eq(mails.kind, 'news'), eq(mails.state, 'waiting'));
  await tx.delete(mails).where(waits);
}
