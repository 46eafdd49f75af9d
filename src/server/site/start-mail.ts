import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { FormGuard } from '../../site/forms/form-guard.ts';
import { Campaigns } from '../../site/mail/campaigns.ts';
import { MailJob, type Post } from '../../site/mail/mail-job.ts';
import { MailQueue } from '../../site/mail/mail-queue.ts';
import { pausedText } from '../../site/mail/mail-texts.ts';
import { Subscriptions } from '../../site/mail/subscriptions.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import type { Config } from '../config.ts';

/** Pause between two looks at the queue, ms; a mail that is queued here is sent at once. */
const LOOK_MS = 2_000;

export interface MailOptions {
  config: Pick<Config, 'smtp' | 'mailPerMinute' | 'contactEmail'>;
  store: DurableStore;
  guard: FormGuard;
  now: () => number;
  /** A clock that is never set, ms. */
  steady: () => number;
  /** Where people reach this server. */
  origin: () => string;
  log: FastifyBaseLogger;
}

/** W5: mails, the mailing list, and what is sent to it. */
export interface MailParts {
  readonly queue: MailQueue;
  readonly subscriptions: Subscriptions;
  readonly campaigns: Campaigns;
  /** A provider is configured; without one mails wait, and pages say so. */
  readonly sendsMail: boolean;
}

/** A provider, whose client is loaded with the first mail. */
const postLater = (options: NonNullable<Config['smtp']>): Post => ({
  open: async () => (await import('./smtp-post.ts')).createSmtpPost(options).open(),
});

/** Puts the parts of mail together, and sends what is queued where a provider is configured. */
export function startMail({
  config,
  store,
  guard,
  now,
  steady,
  origin,
  log,
}: MailOptions): MailParts & { close(): Promise<void> } {
  const { smtp, mailPerMinute: perMinute, contactEmail: contact } = config;
  const newId = () => randomUUID();
  const newToken = () => randomBytes(32).toString('base64url');
  const onError = (error: unknown) => log.error({ err: error, code: 'form' }, 'site');
  const queue = new MailQueue({ store, now, newId, origin, contact });
  const subscriptions = new Subscriptions({ store, queue, guard, now, newToken, onError });
  const campaigns = new Campaigns({ store, queue, now, newId });
  if (smtp === null) return { queue, subscriptions, campaigns, sendsMail: false, close: async () => {} };
  const job = new MailJob({
    ...{ store, post: postLater(smtp), campaigns, subscriptions, perMinute, now, steady },
    onPaused: (id) => queue.tell(pausedText(`${origin()}/operator/news/${id}`)),
    // What a provider says may quote a mail; only the kind of error is logged.
    onFault: (error) => log.error({ err: error, code: 'mail' }, 'site'),
  });
  const timer = setInterval(() => void job.run(), LOOK_MS);
  queue.onQueued(() => void job.run());
  const close = () => {
    clearInterval(timer);
    return job.close();
  };
  return { queue, subscriptions, campaigns, sendsMail: true, close };
}
