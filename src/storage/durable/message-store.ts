import { and, desc, eq, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { MessageStore } from './durable-store.ts';
import { eraseMailsOf } from './message-mails.ts';
import { mails, messages } from './schema.ts';

/** What somebody filled in. */
const CONTENT = ['kind', 'name', 'email', 'telephone', 'text'] as const;

/** Whether a message says the same as another one. */
const isSame = (other: (name: (typeof CONTENT)[number]) => SQL): SQL =>
  sql.join(
    CONTENT.map((name) => sql`${messages[name]} is not distinct from ${other(name)}`),
    sql` and `,
  );

const sentNow = (name: string) => sql`excluded.${sql.identifier(name)}`;

export function createMessageStore(db: Database): MessageStore {
  return {
    add: (message) =>
      db.transaction(async (tx) => {
        const { id, ...content } = message;
        const [kept] = await tx
          .insert(messages)
          .values(message)
          .onConflictDoUpdate({
            target: messages.id,
            set: content,
            setWhere: sql`${messages.answeredAt} is null and not (${isSame(sentNow)})`,
          })
          .returning({ isNew: sql<boolean>`xmax = 0` });
        if (kept?.isNew) return 'new';
        if (kept !== undefined) {
          await tx.delete(mails).where(eq(mails.id, id));
          return 'changed';
        }
        const isThere = and(
          eq(messages.id, id),
          isSame((name) => sql`${message[name]}`),
        );
        return (await tx.$count(messages, isThere)) === 1 ? 'same' : 'answered';
      }),
    list: ({ limit, offset = 0 }) =>
      db.select().from(messages).orderBy(desc(messages.receivedAt), messages.id).limit(limit).offset(offset),
    count: () => db.$count(messages),
    async get(id) {
      const [found] = await db.select().from(messages).where(eq(messages.id, id));
      return found ?? null;
    },
    async answer(id, answer, at) {
      const changed = await db
        .update(messages)
        .set({ answer, answeredAt: at })
        .where(and(eq(messages.id, id), isNull(messages.answeredAt)))
        .returning({ id: messages.id });
      return changed.length === 1;
    },
    async remove(id) {
      // With what of it is in mails: the operator's copy, and the answer, which quotes it (W11).
      await db.transaction(async (tx) => {
        await eraseMailsOf(tx, [id]);
        await tx.delete(messages).where(eq(messages.id, id));
      });
    },
    of: (email) => db.select().from(messages).where(eq(messages.email, email)),
    async eraseOf(email) {
      const erased = await db
        .delete(messages)
        .where(eq(messages.email, email))
        .returning({ id: messages.id });
      return erased.length;
    },
    async eraseBefore(time) {
      const erased = await db
        .delete(messages)
        .where(lt(messages.receivedAt, time))
        .returning({ id: messages.id });
      return erased.length;
    },
  };
}
