import { and, count, eq, inArray, lt, sql } from 'drizzle-orm';
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
        const { name, tokenHash, askedAt, wording } = asked;
        const changed = await tx
          .insert(subscribers)
          .values({ ...asked, state: 'asked', source: 'form' })
          .onConflictDoUpdate({
            target: subscribers.email,
            set: { name, tokenHash, askedAt, wording },
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
        await lockList(tx);
        const changed = await tx
          .update(subscribers)
          .set({ state: 'confirmed', confirmedAt: at, countsOpens })
          .where(and(eq(subscribers.tokenHash, tokenHash), eq(subscribers.state, 'asked')))
          .returning({ email: subscribers.email });
        if (changed.length === 1) await tx.delete(suppressions).where(ofHash(emailHash));
        return changed.length === 1;
      }),
    import: (people, { at, source: consentSource, date: consentDate }) =>
      db.transaction(async (tx) => {
        await lockList(tx);
        const result = { added: 0, known: 0, suppressed: 0 };
        const hashes = people.map(({ emailHash }) => emailHash);
        const found = await tx
          .select({ emailHash: suppressions.emailHash })
          .from(suppressions)
          .where(inArray(suppressions.emailHash, hashes));
        const suppressed = new Set(found.map(({ emailHash }) => emailHash));
        const wanted = people.filter(({ emailHash }) => !suppressed.has(emailHash));
        result.suppressed = people.length - wanted.length;
        if (wanted.length === 0) return result;
        const imported = {
          state: 'confirmed',
          source: 'import',
          askedAt: at,
          consentSource,
          consentDate,
        } as const;
        // Nobody twice: a row is changed once. Of somebody's two lines the first counts.
        const each = [...new Map(wanted.toReversed().map((person) => [person.email, person])).values()];
        const added = await tx
          .insert(subscribers)
          .values(each.map(({ emailHash, ...person }) => ({ ...person, ...imported })))
          .onConflictDoUpdate({
            target: subscribers.email,
            // Who asked by a form and did not confirm; the link in their mail still finds them.
            set: {
              ...{ ...imported, wording: null },
              name: sql`coalesce(excluded.name, ${subscribers.name})`,
            },
            setWhere: eq(subscribers.state, 'asked'),
          })
          .returning({ email: subscribers.email });
        return { ...result, added: added.length, known: wanted.length - added.length };
      }),
    bounce: ({ email, emailHash, at }) =>
      db.transaction(async (tx) => {
        await lockList(tx);
        const isListed = and(ofEmail(email), eq(subscribers.state, 'confirmed'));
        const listed = await tx.delete(subscribers).where(isListed).returning({ email: subscribers.email });
        if (listed.length > 0) await suppress(tx, { email, emailHash, since: at, why: 'bounced' });
      }),
    remove: ({ email, emailHash, at, why }) =>
      db.transaction(async (tx) => {
        await lockList(tx);
        await suppress(tx, { email, emailHash, since: at, why });
        await tx.delete(subscribers).where(ofEmail(email));
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
    async eraseAskedBefore(time) {
      const erased = await db
        .delete(subscribers)
        .where(and(eq(subscribers.state, 'asked'), lt(subscribers.askedAt, time)))
        .returning({ email: subscribers.email });
      return erased.length;
    },
  };
}

/**
 * Comes first in whatever changes both the list and who wants no news, so that they go one after the other: nobody leaves
 * unseen between the look of an import and its list, and no two wait for each other.
 */
async function lockList(tx: Database): Promise<void> {
  await tx.execute(sql`lock table ${suppressions} in share row exclusive mode`);
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
