import { randomUUID } from 'node:crypto';
import { createFormGuard } from '../../../src/site/forms/form-guard.ts';
import { Campaigns } from '../../../src/site/mail/campaigns.ts';
import { MailJob, type PostOutcome } from '../../../src/site/mail/mail-job.ts';
import { MailQueue } from '../../../src/site/mail/mail-queue.ts';
import { Subscriptions } from '../../../src/site/mail/subscriptions.ts';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';
import type { Mail } from '../../../src/storage/durable/mail-types.ts';

export const ORIGIN = 'https://zipsocket.example';

/** Where people who are imported asked for it. */
export const ELSEWHERE = { source: 'At the fair, on a list for news', date: '2026-10-03' };

/** The parts of mail over a store, with a clock of their own and a provider that is told what to say. */
export function createMailParts(store: DurableStore, { perMinute = 1_000, time = 1_800_000_000_000 } = {}) {
  const clock = { time };
  const now = () => clock.time;
  const sent: Mail[] = [];
  const faults: unknown[] = [];
  const paused: string[] = [];
  const provider = {
    isThere: true,
    opened: 0,
    answer: async (_mail: Mail): Promise<PostOutcome> => ({ type: 'sent' }),
  };
  const guard = createFormGuard({ key: Buffer.alloc(32), now, groupOf: (address) => address });
  const queue = new MailQueue({
    ...{ store, now, newId: () => randomUUID(), origin: () => ORIGIN, contact: 'us@zipsocket.example' },
  });
  const subscriptions = new Subscriptions({
    ...{ store, queue, guard, now, newToken: () => randomUUID(), onError: (error) => faults.push(error) },
  });
  const campaigns = new Campaigns({ store, queue, now, newId: () => randomUUID() });
  const newJob = () =>
    new MailJob({
      ...{
        store,
        campaigns,
        subscriptions,
        perMinute,
        now,
        steady: now,
        onFault: (error) => faults.push(error),
      },
      onPaused: async (id) => void paused.push(id),
      post: {
        async open() {
          provider.opened += 1;
          if (!provider.isThere) throw new Error('away');
          return {
            async send(mail) {
              sent.push(mail);
              return provider.answer(mail);
            },
            close() {},
          };
        },
      },
    });
  return {
    clock,
    sent,
    faults,
    paused,
    provider,
    guard,
    queue,
    subscriptions,
    campaigns,
    newJob,
    job: newJob(),
  };
}
export type TestedMailParts = ReturnType<typeof createMailParts>;

/** The first address of ours in a text. */
export const linkIn = (text: string) => new RegExp(`${ORIGIN}(/\\S+)`).exec(text)?.[1] ?? '';

/** A sign-up's body as a page would send it, a while after it was made. */
export function signUpBody({ guard, clock }: TestedMailParts, email: string, more: object = {}) {
  const token = guard.tokenOf('news');
  clock.time += 5_000;
  return { id: randomUUID(), token, website: '', email, name: '', age: 'open', ...more };
}
