import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { MessageStore } from './durable-store.ts';
import { eraseMailsOf } from './message-mails.ts';
import { messages } from './schema.ts';

export function createMessageStore(db: Database): MessageStore {
  return {
    async add(message) {
      const added = await db
        .insert(messages)
        .values(message)
        .onConflictDoNothing()
        .returning({ id: messages.id });
      return added.length === 1;
    },
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
