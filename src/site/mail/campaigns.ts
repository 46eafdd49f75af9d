import * as z from 'zod';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { Campaign, Mail, MailCounts } from '../../storage/durable/mail-types.ts';
import { composeNews, type NewsMail } from './compose-news.ts';
import type { MailQueue } from './mail-queue.ts';

/** What the operator writes. */
export const draftSchema = z.object({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(150)
    .regex(/^\P{Cc}*$/u),
  text: z
    .string()
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(50_000)
        .regex(/^(?:\P{Cc}|[\n\t])*$/u),
    ),
});
export type Draft = z.infer<typeof draftSchema>;

export interface CampaignsOptions {
  store: Pick<DurableStore, 'campaigns' | 'subscribers' | 'mails'>;
  queue: MailQueue;
  now: () => number;
  newId: () => string;
}

/** Whom a preview is made for. */
const SOMEBODY = 'somebody@example.org';

/** W4, W5: news to the mailing list. */
export class Campaigns {
  readonly #options: CampaignsOptions;

  constructor(options: CampaignsOptions) {
    this.#options = options;
  }

  /** @returns its id */
  async create(draft: Draft, id = this.#options.newId()): Promise<string> {
    const { store, now } = this.#options;
    await store.campaigns.add({ id, ...draftSchema.parse(draft), createdAt: new Date(now()) });
    return id;
  }

  /** @returns false: there is no such draft */
  change(id: string, draft: Draft): Promise<boolean> {
    return this.#options.store.campaigns.change(id, draftSchema.parse(draft));
  }

  remove(id: string): Promise<boolean> {
    return this.#options.store.campaigns.remove(id);
  }

  list(limit = 100): Promise<Campaign[]> {
    return this.#options.store.campaigns.list({ limit });
  }

  /** As somebody would get it. */
  async preview(id: string, to = { email: SOMEBODY, countsOpens: true }): Promise<NewsMail | null> {
    const { store, queue } = this.#options;
    const campaign = await store.campaigns.find(id);
    if (campaign === null) return null;
    const news = composeNews(campaign, to, await queue.links());
    return { ...news, headers: { ...news.headers, ...queue.replyTo } };
  }

  /** Sends it to one address; its opening is not counted. @returns false: there is no such campaign */
  async test(id: string, to: string): Promise<boolean> {
    const mail = await this.preview(id, { email: to.toLowerCase(), countsOpens: false });
    if (mail === null) return false;
    await this.#options.queue.send({ ...mail, subject: `[Test] ${mail.subject}`, to, kind: 'test' });
    return true;
  }

  /** Queues one mail to everybody on the list. @returns how many; null: there is no such draft */
  async start(id: string): Promise<number | null> {
    const { store, queue, now } = this.#options;
    const count = await store.campaigns.start(id, new Date(now()));
    queue.wake();
    return count;
  }

  /** What was not sent yet is not sent at all, and what is under way not again. */
  stop(id: string): Promise<void> {
    return this.#options.store.campaigns.stop(id);
  }

  /** Sends on what was paused since too many of its mails bounced. @returns false: it is not paused */
  async resume(id: string): Promise<boolean> {
    const { store, queue } = this.#options;
    const isResumed = await store.campaigns.resume(id);
    queue.wake();
    return isResumed;
  }

  progress(id: string): Promise<MailCounts> {
    return this.#options.store.campaigns.progress(id);
  }

  /** What is sent to whom: of news the queue holds neither text nor links. null: it is not to be sent any more. */
  async complete(mail: Mail): Promise<Mail | null> {
    if (mail.kind !== 'news' || mail.campaignId === null) return mail;
    const subscriber = await this.#options.store.subscribers.of(mail.recipient);
    if (subscriber?.state !== 'confirmed') return null;
    const { email, countsOpens } = subscriber;
    const news = await this.preview(mail.campaignId, { email, countsOpens });
    return news === null ? null : { ...mail, ...news };
  }
}
