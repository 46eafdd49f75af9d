import { and, desc, eq, gt, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { messageText } from '../../shared/message-text.ts';
import type { Database } from './database.ts';
import { queueMail } from './mail-store.ts';
import type { NewMail } from './mail-types.ts';
import { emailProofs, mails, messages, subscribers, suppressions, surveyAnswers } from './schema.ts';

/** Every table in which something may be held under an e-mail address, and its column with the address. */
const UNDER_ADDRESS = {
  messages: { table: messages, address: messages.email },
  subscribers: { table: subscribers, address: subscribers.email },
  surveyAnswers: { table: surveyAnswers, address: surveyAnswers.email },
  mails: { table: mails, address: mails.recipient },
  proofs: { table: emailProofs, address: emailProofs.email },
} as const;

type Row<K extends keyof typeof UNDER_ADDRESS> = (typeof UNDER_ADDRESS)[K]['table']['$inferSelect'];

/** W11: all that is held under an address, of each kind the newest first. What proves a right to something is left out. */
export interface HeldUnder {
  readonly messages: Row<'messages'>[];
  readonly subscribers: Omit<Row<'subscribers'>, 'tokenHash'>[];
  readonly surveyAnswers: Row<'surveyAnswers'>[];
  /** W5: that the address wants no news; it stays when the rest is erased. */
  readonly suppressions: Pick<typeof suppressions.$inferSelect, 'since' | 'why'>[];
  /** `text` is null where it holds a link that works. */
  readonly mails: (Pick<Row<'mails'>, 'kind' | 'recipient' | 'subject' | 'queuedAt' | 'sentAt' | 'state'> & {
    readonly text: string | null;
  })[];
}

/** What can be corrected of what was given. */
export interface Correction {
  readonly name?: string | null;
  readonly telephone?: string | null;
}

export interface Proof {
  readonly tokenHash: string;
  readonly email: string;
  readonly until: Date;
}

/** W11: what people can ask for, once they have proved an address. Addresses are in lower case. */
export interface RightsStore {
  /**
   * Keeps a proof, and queues the mail with its link: both or neither.
   *
   * @returns false: so many proofs of this address are open that there may be no other
   */
  addProof(proof: Proof, options: { now: Date; most: number; mail: NewMail | null }): Promise<boolean>;
  /** The address that is proved; null: the proof is over, or there is none. */
  addressOf(tokenHash: string, now: Date): Promise<string | null>;
  /** @param emailHash as which it is kept that the address wants no news */
  held(email: string, emailHash: string): Promise<HeldUnder>;
  /**
   * Another one, or null for none, wherever one was given, and in the operator's copies of messages: one that waits
   * goes out corrected. What is left out stays.
   *
   * @returns in how many places, copies not counted
   */
  correct(email: string, to: Correction): Promise<number>;
  /** Takes the proof, and erases all that is held under its address, at once. null: the proof is over */
  erase(tokenHash: string, now: Date): Promise<{ email: string; count: number } | null>;
}

export function createRightsStore(db: Database): RightsStore {
  const isOpen = (tokenHash: string, now: Date) =>
    and(eq(emailProofs.tokenHash, tokenHash), gt(emailProofs.until, now));
  return {
    addProof: ({ tokenHash, email, until }, { now, most, mail }) =>
      db.transaction(async (tx) => {
        await oneByOne(tx, email); // two at once would both be below the limit
        const mine = and(eq(emailProofs.email, email), gt(emailProofs.until, now));
        if ((await tx.$count(emailProofs, mine)) >= most) return false;
        await tx.insert(emailProofs).values({ tokenHash, email, madeAt: now, until });
        if (mail !== null && !(await queueMail(tx, mail)))
          throw new Error('a mail of this id is there already');
        return true;
      }),
    async addressOf(tokenHash, now) {
      const [proof] = await db.select().from(emailProofs).where(isOpen(tokenHash, now));
      return proof?.email ?? null;
    },
    async held(email, emailHash) {
      const [asMessages, asSubscribers, asAnswers, asMails, asWishes] = await Promise.all([
        db.select().from(messages).where(eq(messages.email, email)).orderBy(desc(messages.receivedAt)),
        db.select().from(subscribers).where(eq(subscribers.email, email)),
        db
          .select()
          .from(surveyAnswers)
          .where(eq(surveyAnswers.email, email))
          .orderBy(desc(surveyAnswers.answeredAt)),
        db.select().from(mails).where(eq(mails.recipient, email)).orderBy(desc(mails.queuedAt)),
        db
          .select({ since: suppressions.since, why: suppressions.why })
          .from(suppressions)
          .where(eq(suppressions.emailHash, emailHash)),
      ]);
      const copies = await copiesOf(db, email);
      return {
        messages: asMessages,
        subscribers: asSubscribers.map(({ tokenHash, ...subscriber }) => subscriber),
        surveyAnswers: asAnswers,
        suppressions: asWishes,
        mails: [...asMails, ...copies].map(({ kind, recipient, subject, text, queuedAt, sentAt, state }) => ({
          ...{ kind, recipient, subject, queuedAt, sentAt, state },
          text: kind === 'rights' || kind === 'confirmation' ? null : text,
        })),
      };
    },
    correct: (email, to) =>
      db.transaction(async (tx) => {
        await oneByOne(tx, email);
        await correctCopies(tx, email, to);
        const { name, telephone } = to;
        let count = 0;
        for (const { table, address } of [UNDER_ADDRESS.messages, UNDER_ADDRESS.subscribers]) {
          if (name === undefined) continue;
          const isGiven = and(eq(address, email), isNotNull(table.name));
          count += (await tx.update(table).set({ name }).where(isGiven).returning({ address })).length;
        }
        if (telephone === undefined) return count;
        const isGiven = and(eq(messages.email, email), isNotNull(messages.telephone));
        const changed = tx.update(messages).set({ telephone }).where(isGiven).returning({ id: messages.id });
        return count + (await changed).length;
      }),
    erase: (tokenHash, now) =>
      db.transaction(async (tx) => {
        const [proof] = await tx.delete(emailProofs).where(isOpen(tokenHash, now)).returning();
        if (proof === undefined) return null;
        const copies = await copiesOf(tx, proof.email);
        if (copies.length > 0)
          await tx.delete(mails).where(
            inArray(
              mails.id,
              copies.map(({ id }) => id),
            ),
          );
        let count = copies.length;
        for (const { table, address } of Object.values<{ table: PgTable; address: PgColumn }>(
          UNDER_ADDRESS,
        )) {
          const erased = await tx.delete(table).where(eq(address, proof.email)).returning({ address });
          if (table !== emailProofs) count += erased.length;
        }
        return { email: proof.email, count };
      }),
  };
}

/**
 * Mails to others that are about what somebody wrote: the operator's copies of their messages. What others wrote is
 * others', also where it names this address.
 */
async function copiesOf(db: Database, email: string): Promise<Row<'mails'>[]> {
  const own = db.select({ id: messages.id }).from(messages).where(eq(messages.email, email));
  return db
    .select()
    .from(mails)
    .where(and(ne(mails.recipient, email), inArray(mails.id, own)));
}

/** What changes something of an address waits until others are done with it. */
const oneByOne = (tx: Database, email: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtext(${email}))`);

/** Writes the operator's copies of messages anew, as they are to be; before the messages, in the order of erasing. */
async function correctCopies(tx: Database, email: string, { name, telephone }: Correction): Promise<void> {
  const corrected = (given: string | null, to: string | null | undefined) =>
    given === null || to === undefined ? given : to;
  for (const message of await tx.select().from(messages).where(eq(messages.email, email))) {
    const { text } = messageText({
      ...message,
      name: corrected(message.name, name),
      telephone: corrected(message.telephone, telephone),
    });
    if (text === messageText(message).text) continue;
    await tx
      .update(mails)
      .set({ text })
      .where(and(eq(mails.id, message.id), eq(mails.kind, 'operator')));
  }
}
