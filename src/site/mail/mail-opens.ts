import { isbot } from 'isbot';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { MailQueue } from './mail-queue.ts';

/** What a request for a mail's beacon says of itself. */
export interface Opening {
  token: string;
  method: string;
  header: (name: string) => string | undefined;
}

/** Apple's proxy says no more than this, and fetches every picture whether a mail is read or not. */
const APPLE_PROXY = 'Mozilla/5.0';
const OTHER_PROXIES = /GoogleImageProxy|ggpht|YahooMailProxy|Barracuda|Mimecast|Proofpoint/i;

/** W8: whether a machine, not a person, fetches the pictures of a mail, as far as it says so. */
export function isMachine({ method, header }: Pick<Opening, 'method' | 'header'>): boolean {
  const agent = (header('user-agent') ?? '').trim();
  const isAhead = /prefetch|preview/.test(`${header('purpose')} ${header('sec-purpose')} ${header('x-moz')}`);
  const isProxy = agent === '' || agent === APPLE_PROXY || OTHER_PROXIES.test(agent);
  return method !== 'GET' || isAhead || isProxy || isbot(agent);
}

/** W8: Global Privacy Control or Do Not Track: nothing is counted. */
function wantsNoCount(header: Opening['header']): boolean {
  return header('sec-gpc') === '1' || header('dnt') === '1';
}

/**
 * W8: counts an opened mail, on its campaign and nowhere else. Neither who opened it nor from where is looked at.
 *
 * @returns whether it was counted
 */
export async function countOpening(
  opening: Opening,
  { store, queue }: { store: Pick<DurableStore, 'campaigns'>; queue: MailQueue },
): Promise<boolean> {
  if (wantsNoCount(opening.header) || isMachine(opening)) return false;
  const campaignId = (await queue.links()).read('opened', opening.token);
  if (campaignId === null) return false;
  await store.campaigns.countOpen(campaignId);
  return true;
}
