import { and, desc, eq, inArray, notExists, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { countMails } from './mail-store.ts';
import type { CampaignStore } from './mail-types.ts';
import { campaigns, mails, subscribers } from './schema.ts';

export function createCampaignStore(db: Database): CampaignStore {
  const isDraft = (id: string) => and(eq(campaigns.id, id), eq(campaigns.state, 'draft'));
  const idOnly = { id: campaigns.id };
  return {
    async add(campaign) {
      await db
        .insert(campaigns)
        .values({ ...campaign, state: 'draft' })
        .onConflictDoNothing();
    },
    async change(id, text) {
      const changed = await db.update(campaigns).set(text).where(isDraft(id)).returning(idOnly);
      return changed.length === 1;
    },
    async remove(id) {
      const removed = await db.delete(campaigns).where(isDraft(id)).returning(idOnly);
      return removed.length === 1;
    },
    async find(id) {
      const [found] = await db.select().from(campaigns).where(eq(campaigns.id, id));
      return found ?? null;
    },
    list: ({ limit }) => db.select().from(campaigns).orderBy(desc(campaigns.createdAt)).limit(limit),
    start: (id, at) =>
      db.transaction(async (tx) => {
        const begun = { state: 'sending' as const, startedAt: at };
        const [campaign] = await tx.update(campaigns).set(begun).where(isDraft(id)).returning();
        if (campaign === undefined) return null;
        const time = sql`${at.toISOString()}::timestamptz`;
        const queued = await tx
          .insert(mails)
          .select(
            tx
              .select({
                id: sql`gen_random_uuid()`.as('id'),
                kind: sql`'news'`.as('kind'),
                campaignId: sql`${id}::uuid`.as('campaign_id'),
                recipient: subscribers.email,
                subject: sql`${campaign.subject}::text`.as('subject'),
                text: sql`''`.as('text'),
                html: sql`null`.as('html'),
                headers: sql`'{}'::jsonb`.as('headers'),
                state: sql`'waiting'`.as('state'),
                attempts: sql`0`.as('attempts'),
                queuedAt: sql`${time}`.as('queued_at'),
                dueAt: sql`${time}`.as('due_at'),
                sentAt: sql`null::timestamptz`.as('sent_at'),
                error: sql`null`.as('error'),
              })
              .from(subscribers)
              .where(eq(subscribers.state, 'confirmed')),
          )
          .onConflictDoNothing()
          .returning({ id: mails.id });
        return queued.length;
      }),
    // The campaign first: what is settled at this moment waits for it, and then does not wait again.
    stop: (id) =>
      db.transaction(async (tx) => {
        const isBegun = and(eq(campaigns.id, id), inArray(campaigns.state, ['sending', 'paused']));
        await tx.update(campaigns).set({ state: 'sent' }).where(isBegun);
        await tx.delete(mails).where(and(eq(mails.campaignId, id), eq(mails.state, 'waiting')));
      }),
    async resume(id) {
      const isPaused = and(eq(campaigns.id, id), eq(campaigns.state, 'paused'));
      const again = { state: 'sending' as const, recent: '' };
      return (await db.update(campaigns).set(again).where(isPaused).returning(idOnly)).length === 1;
    },
    progress: (id) => countMails(db, eq(mails.campaignId, id)),
    async finish() {
      const open = db
        .select({ id: mails.id })
        .from(mails)
        .where(and(eq(mails.campaignId, campaigns.id), inArray(mails.state, ['waiting', 'sending'])));
      await db
        .update(campaigns)
        .set({ state: 'sent' })
        .where(and(eq(campaigns.state, 'sending'), notExists(open)));
    },
    async countOpen(id) {
      await db
        .update(campaigns)
        .set({ opens: sql`${campaigns.opens} + 1` })
        .where(eq(campaigns.id, id));
    },
  };
}
