import { inArray } from 'drizzle-orm';
import type { Database } from './database.ts';
import { answerMailId } from './mail-ids.ts';
import { mails } from './schema.ts';

/** Ids in one statement; a statement takes so many values and no more. */
const AT_ONCE = 1_000;

/** W11: erases what mails hold of messages: the operator's copies, and the answers, which quote them. */
export async function eraseMailsOf(tx: Database, messageIds: readonly string[]): Promise<void> {
  for (let from = 0; from < messageIds.length; from += AT_ONCE) {
    const ids = messageIds.slice(from, from + AT_ONCE).flatMap((id) => [id, answerMailId(id)]);
    await tx.delete(mails).where(inArray(mails.id, ids));
  }
}
