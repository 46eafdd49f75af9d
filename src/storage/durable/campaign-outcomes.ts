import { eq, sql } from 'drizzle-orm';
import { BOUNCES } from '../../shared/news.ts';
import type { Database } from './database.ts';
import { campaigns } from './schema.ts';

/** Whether a campaign that a mail is of is still to be sent. Until the transaction ends it stays so. */
export async function isGoingOn(tx: Database, campaignId: string): Promise<boolean> {
  const [campaign] = await tx
    .select({ state: campaigns.state })
    .from(campaigns)
    .where(eq(campaigns.id, campaignId))
    .for('update');
  return campaign?.state === 'sending' || campaign?.state === 'paused';
}

/**
 * Notes what became of a mail, and pauses its campaign when too many of the last ones bounced (W5).
 *
 * @returns whether it was paused by this
 */
export async function noteOutcome(
  tx: Database,
  { campaignId, isBounced }: { campaignId: string; isBounced: boolean },
): Promise<boolean> {
  const isIt = eq(campaigns.id, campaignId);
  const added = sql<string>`right(${campaigns.recent} || ${isBounced ? '1' : '0'}::text, ${BOUNCES.of}::integer)`;
  const [campaign] = await tx
    .update(campaigns)
    .set({ recent: added })
    .where(isIt)
    .returning({ recent: campaigns.recent, state: campaigns.state });
  const bounces = campaign?.recent.replaceAll('0', '').length ?? 0;
  if (!isBounced || campaign?.state !== 'sending' || bounces <= BOUNCES.most) return false;
  await tx.update(campaigns).set({ state: 'paused' }).where(isIt);
  return true;
}
