/** A mail in the queue, and after it was sent. */
export interface Mail {
  readonly id: string;
  /** All but `news` answer a request or concern the service (W5). */
  readonly kind: 'confirmation' | 'answer' | 'rights' | 'operator' | 'test' | 'news';
  readonly campaignId: string | null;
  readonly recipient: string;
  readonly subject: string;
  /** Of news empty: it is made when it is sent, see `composeNews`. */
  readonly text: string;
  readonly html: string | null;
  readonly headers: Record<string, string>;
  /** `unknown`: its sending was begun, and nobody knows whether it arrived. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly attempts: number;
  readonly queuedAt: Date;
  /** Waiting: not to be sent before. Sending: until when that may take. */
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  /** What the mail provider said last. */
  readonly error: string | null;
}

/** A mail that is to be queued. */
export type NewMail = Omit<Mail, 'state' | 'attempts' | 'sentAt' | 'error'>;
export type MailCounts = Record<Mail['state'], number>;
type MailChange = Partial<Pick<Mail, 'state' | 'attempts' | 'dueAt' | 'sentAt' | 'error'>> & {
  /** It was refused for good, as if nobody were there. */
  isBounced?: boolean;
};

/** The queue of mails. */
export interface MailStore {
  /** @returns false: a mail of this id is there */
  add(mail: NewMail): Promise<boolean>;
  /** Whether a mail may be sent now: one is due, and fewer than `perMinute` were sent in the last minute. */
  isReady(options: { now: Date; perMinute: number }): Promise<boolean>;
  /**
   * Takes the mail that is due first, so that nobody else sends it; news last, and only to who is on the list still.
   *
   * @param options.until by then it is settled, or given up by {@link MailStore.recover}
   */
  claim(options: { now: Date; until: Date; perMinute: number }): Promise<Mail | null>;
  /**
   * What became of a claimed mail. News of a campaign that was stopped meanwhile does not wait again, and one of which
   * too many bounce is paused, see `BOUNCES`.
   *
   * @returns whether its campaign was paused by this
   */
  settle(id: string, change: MailChange): Promise<boolean>;
  /**
   * Mails that were being sent when a server died: news is never sent again, since somebody may have it; other mails
   * are. Drops news that waits for somebody who is not on the list any more.
   */
  recover(now: Date): Promise<void>;
  /** Newest first. */
  list(options: { limit: number; offset?: number }): Promise<Mail[]>;
  count(): Promise<MailCounts>;
  /** W11: everything under an address. */
  of(email: string): Promise<Mail[]>;
  /** W11. @returns how many */
  eraseOf(email: string): Promise<number>;
  /** Keeps the period of the policy; what waits is not touched. @returns how many were older */
  eraseBefore(time: Date): Promise<number>;
}

/** W4: somebody on the mailing list, or about to be. */
export interface Subscriber {
  readonly email: string;
  readonly name: string | null;
  readonly state: 'asked' | 'confirmed';
  readonly tokenHash: string;
  readonly source: 'form' | 'import';
  readonly askedAt: Date;
  readonly confirmedAt: Date | null;
  /** W8 */
  readonly countsOpens: boolean;
  /** Which text of ours they agreed to; null: imported. */
  readonly wording: string | null;
  /** Of who was imported: where they asked for it, in the operator's words, and on which day, such as `2027-01-31`. */
  readonly consentSource: string | null;
  readonly consentDate: string | null;
}

/** What came of an import, in people. */
export interface Imported {
  added: number;
  known: number;
  suppressed: number;
}

export type SuppressedWhy = 'unsubscribed' | 'bounced' | 'complained' | 'erased';

/** W4, W5: the mailing list, and who wants no news. */
export interface SubscriberStore {
  /**
   * Notes that an address asked for news, and queues the mail that asks to confirm it: both or neither.
   *
   * @param asked.quietSince whoever asked after this is not asked again
   * @returns whether it is asked to confirm; false also for who is on the list
   */
  ask(
    asked: Pick<Subscriber, 'email' | 'name' | 'tokenHash' | 'askedAt' | 'wording'> & {
      quietSince: Date;
      mail: NewMail;
    },
  ): Promise<boolean>;
  byToken(tokenHash: string): Promise<Subscriber | null>;
  /** Puts who asked on the list, and lifts what stood against it. @returns false: nobody asked with this */
  confirm(confirmed: {
    tokenHash: string;
    emailHash: string;
    at: Date;
    countsOpens: boolean;
  }): Promise<boolean>;
  /** Puts people on the list who are not on it, or have not confirmed yet; never who wanted no news. */
  import(
    people: readonly (Pick<Subscriber, 'email' | 'name' | 'tokenHash'> & { emailHash: string })[],
    consent: { at: Date; source: string; date: string },
  ): Promise<Imported>;
  /** There is nobody of this address: whoever is on the list with it is taken off, and suppressed; nobody else. */
  bounce(bounced: { email: string; emailHash: string; at: Date }): Promise<void>;
  /** W5: takes somebody off the list, with the news that waits for them, and notes that they want none. */
  remove(removed: { email: string; emailHash: string; at: Date; why: SuppressedWhy }): Promise<void>;
  isSuppressed(emailHash: string): Promise<boolean>;
  /** W8. @returns false: not on the list */
  countOpens(email: string, countsOpens: boolean): Promise<boolean>;
  list(options: { limit: number; offset?: number }): Promise<Subscriber[]>;
  count(): Promise<Record<Subscriber['state'], number>>;
  /** W11: what is held under an address. */
  of(email: string): Promise<Subscriber | null>;
  /** Forgets who asked and did not confirm. @returns how many */
  eraseAskedBefore(time: Date): Promise<number>;
}

/** W4: news to the mailing list. */
export interface Campaign {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** `paused`: too many of its mails bounced; the operator sends it on, or stops it. */
  readonly state: 'draft' | 'sending' | 'paused' | 'sent';
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  /** W8: how often it was opened, by nobody in particular. */
  readonly opens: number;
}

export interface CampaignStore {
  /** One of this id that is there stays as it is. */
  add(campaign: Pick<Campaign, 'id' | 'subject' | 'text' | 'createdAt'>): Promise<void>;
  /** @returns false: there is no such draft */
  change(id: string, text: Pick<Campaign, 'subject' | 'text'>): Promise<boolean>;
  /** Only drafts are removed. */
  remove(id: string): Promise<boolean>;
  find(id: string): Promise<Campaign | null>;
  /** Newest first. */
  list(options: { limit: number }): Promise<Campaign[]>;
  /** Queues a mail to everybody on the list, all or none. @returns how many; null: there is no such draft */
  start(id: string, at: Date): Promise<number | null>;
  /** Drops the mails that wait; what is under way is not sent again. */
  stop(id: string): Promise<void>;
  /** Sends on what was paused. @returns false: it is not paused */
  resume(id: string): Promise<boolean>;
  /** What became of its mails. */
  progress(id: string): Promise<MailCounts>;
  /** Campaigns of which no mail waits are sent. */
  finish(): Promise<void>;
  /** W8: it was opened once more. */
  countOpen(id: string): Promise<void>;
}

/** Keys this server made for itself. */
export interface KeyStore {
  /** The key of this name; `fresh` becomes it when there is none. Base64url. */
  obtain(name: string, fresh: string): Promise<string>;
}
