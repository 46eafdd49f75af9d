import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { Mail } from '../../storage/durable/mail-types.ts';
import type { Campaigns } from './campaigns.ts';
import { isLinkOver } from './mail-links.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What the mail provider made of a mail. */
export type PostOutcome =
  | { type: 'sent' }
  /** It said no; `isOfRecipient`: there is nobody of this address. */
  | { type: 'refused'; isPermanent: boolean; isOfRecipient: boolean; reason: string }
  /** It was not handed over, which is nothing about this mail. */
  | { type: 'not-sent'; reason: string }
  /** It was handed over, and the answer did not come. */
  | { type: 'unknown'; reason: string };

/** The way to a mail provider. */
export interface Post {
  /** @throws when it cannot be reached, or does not let us in */
  open(): Promise<PostSession>;
}
export interface PostSession {
  send(mail: Mail): Promise<PostOutcome>;
  close(): void;
}

export interface MailJobOptions {
  store: Pick<DurableStore, 'mails' | 'campaigns'>;
  post: Post;
  campaigns: Pick<Campaigns, 'complete'>;
  subscriptions: Pick<Subscriptions, 'bounced'>;
  /** Most mails in a minute. */
  perMinute: number;
  now: () => number;
  /** A clock that is never set, ms. */
  steady: () => number;
  /** A campaign was paused, since too many of its mails bounced. */
  onPaused: (campaignId: string) => Promise<void>;
  /** The provider was not reached, or the store. */
  onFault: (error: unknown) => void;
}

const MINUTE_MS = 60_000;
/** After so many minutes a mail that was refused for now is tried again; then no more. */
const AGAIN_MINUTES = [1, 5, 15, 60, 240, 480, 960];
const LONGEST_MINUTES = 960;
/** A mail that may have arrived is sent so many times more, unless it is news. */
const AGAIN_UNKNOWN = 2;
/** After so long a mail that is being sent is given up, ms; longer than sending takes. */
const CLAIM_MS = 10 * MINUTE_MS;
/** First pause after the provider was not reached, ms, doubled up to the longest. */
const PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;
const REASON_LENGTH = 300;

/**
 * Sends the mails that are due, one after the other. A mail is claimed before it is sent, and claimed news is sent at
 * most once, whatever dies when: see docs/adr/0016.
 */
export class MailJob {
  readonly #options: MailJobOptions;
  #running: Promise<void> | null = null;
  #failures = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: MailJobOptions) {
    this.#options = options;
  }

  /** Sends what is due, unless that is under way. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#run()
      .catch(this.#options.onFault)
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  /** The mail that is being sent is the last. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, post, perMinute, now, steady } = this.#options;
    if (this.#isClosed || steady() < this.#pausedUntil) return;
    await store.mails.recover(new Date(now()));
    if (await store.mails.isReady({ now: new Date(now()), perMinute })) {
      let session: PostSession;
      try {
        session = await post.open();
      } catch (error) {
        this.#pause();
        throw error;
      }
      try {
        while (!this.#isClosed && (await this.#sendNext(session)));
      } finally {
        session.close();
      }
    }
    await store.campaigns.finish();
  }

  /** @returns whether there may be more */
  async #sendNext(session: PostSession): Promise<boolean> {
    const { store, campaigns, perMinute, now } = this.#options;
    const until = new Date(now() + CLAIM_MS);
    const mail = await store.mails.claim({ now: new Date(now()), until, perMinute });
    if (mail === null) return false;
    if (isLinkOver(mail, now())) {
      // It waited too long, such as for a provider to be set: nobody gets a link that does nothing.
      await store.mails.settle(mail.id, { state: 'failed', error: 'its link is over' });
      return true;
    }
    const complete = await campaigns.complete(mail);
    if (complete === null) {
      // Whoever it was for left the list in this moment (W5).
      await store.mails.settle(mail.id, { state: 'failed', error: 'left the list' });
      return true;
    }
    return this.#settle(mail, await session.send(complete));
  }

  async #settle(mail: Mail, outcome: PostOutcome): Promise<boolean> {
    const { store, subscriptions, now, onPaused } = this.#options;
    const attempts = mail.attempts + 1;
    if (outcome.type === 'sent') {
      this.#failures = 0;
      await store.mails.settle(mail.id, { state: 'sent', sentAt: new Date(now()), attempts, error: null });
      return true;
    }
    const error = outcome.reason.slice(0, REASON_LENGTH);
    const later = (minutes: number) => new Date(now() + minutes * MINUTE_MS);
    if (outcome.type === 'refused') {
      this.#failures = 0;
      const minutes = outcome.isPermanent ? undefined : AGAIN_MINUTES[mail.attempts];
      const again = minutes === undefined ? null : { state: 'waiting' as const, dueAt: later(minutes) };
      const change = {
        attempts,
        error,
        isBounced: outcome.isPermanent,
        ...(again ?? { state: 'failed' as const }),
      };
      const isPaused = await store.mails.settle(mail.id, change);
      if (outcome.isPermanent && outcome.isOfRecipient) await subscriptions.bounced(mail.recipient);
      if (isPaused && mail.campaignId !== null) await onPaused(mail.campaignId);
      return true;
    }
    this.#pause();
    const isUnknown = outcome.type === 'unknown';
    // News that may have arrived is not sent again; an answer rather comes twice than not at all.
    const isLost = isUnknown && (mail.kind === 'news' || attempts > AGAIN_UNKNOWN);
    const minutes = AGAIN_MINUTES[mail.attempts] ?? LONGEST_MINUTES;
    const change = isLost
      ? { state: 'unknown' as const, attempts }
      : { state: 'waiting' as const, attempts, dueAt: later(minutes) };
    await store.mails.settle(mail.id, { error, ...change });
    return false;
  }

  #pause(): void {
    const pause = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** this.#failures);
    this.#pausedUntil = this.#options.steady() + pause;
    this.#failures += 1;
  }
}
