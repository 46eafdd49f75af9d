import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';
import type { Mail } from '../../../src/storage/durable/mail-types.ts';

/** What every durable store does with mails. */
export function mailContract(store: () => DurableStore): void {
  const at = (s: number) => new Date(1_800_000_000_000 + s * 1_000);
  const address = () => `${randomUUID()}@example.org`;
  const mail = (more: Partial<Mail> = {}) => ({
    ...{ id: randomUUID(), kind: 'answer' as const, campaignId: null, recipient: address() },
    ...{
      subject: `It's "so"`,
      text: 'a\nb',
      html: null,
      headers: { 'X-A': 'b' },
      queuedAt: at(0),
      dueAt: at(0),
    },
    ...more,
  });
  const claim = (s: number, perMinute = 1_000) =>
    store().mails.claim({ now: at(s), until: at(s + 600), perMinute });
  const elsewhere = (s: number) => ({ at: at(s), source: 'At the fair', date: '2026-10-03' });
  const subscribe = async (email = address()) => {
    const tokenHash = randomUUID();
    const said = { emailHash: `hash of ${email}`, at: at(0) };
    const { emailHash } = said;
    await store().subscribers.import([{ email, name: null, tokenHash, emailHash }], elsewhere(0));
    return { email, ...said };
  };
  const campaign = async () => {
    const id = randomUUID();
    await store().campaigns.add({ id, subject: 'News', text: 'All of it.', createdAt: at(0) });
    return id;
  };

  describe('mails', () => {
    // What other tests left waits no more.
    beforeEach(async () => {
      for (const { email, ...rest } of await store().subscribers.list({ limit: 1_000 }))
        await store().subscribers.remove({ email, emailHash: rest.tokenHash, at: at(0), why: 'erased' });
      for (const { recipient } of await store().mails.list({ limit: 1_000 }))
        await store().mails.eraseOf(recipient);
    });

    test('are claimed once each, those of people before news, and settled', async () => {
      await subscribe();
      const id = await campaign();
      expect(await store().campaigns.start(id, at(-9))).toBe(1);
      const [first, later] = [mail(), mail({ dueAt: at(100) })];
      expect(await store().mails.add(first)).toBe(true);
      expect(await store().mails.add(first)).toBe(false);
      await store().mails.add(later);
      const claimed = await Promise.all([claim(0), claim(0), claim(0), claim(0)]);
      // Two that ask at the same time may both look at the same mail; none gets it twice.
      for (let one = await claim(0); one !== null; one = await claim(0)) claimed.push(one);
      const got = claimed.flatMap((one) => one ?? []);
      expect(got.map((one) => one.kind).sort()).toEqual(['answer', 'news']);
      expect(got.find((one) => one.kind === 'answer')).toEqual({
        ...{ ...first, state: 'sending', attempts: 0, sentAt: null, error: null },
        dueAt: at(600),
      });
      await store().mails.settle(first.id, { state: 'sent', sentAt: at(1), attempts: 1 });
      await store().mails.settle(later.id, { state: 'sent' });
      const counts = { waiting: 1, sending: 1, sent: 1, failed: 0, unknown: 0 };
      expect(await store().mails.count()).toEqual(counts);
      expect((await claim(100))?.id).toBe(later.id);
    });

    test('W5: no more go in a minute than may', async () => {
      for (const _ of [1, 2, 3]) await store().mails.add(mail());
      const options = { now: at(0), perMinute: 2 };
      expect(await store().mails.isReady(options)).toBe(true);
      const first = await claim(0, 2);
      await store().mails.settle(first?.id ?? '', { state: 'sent', sentAt: at(0) });
      expect(await claim(0, 2)).not.toBeNull();
      expect(await claim(0, 2)).toBeNull();
      expect(await store().mails.isReady(options)).toBe(false);
      expect(await claim(61, 2)).not.toBeNull();
    });

    test('W5: news whose sending was begun by a server that died is not sent again; other mails are', async () => {
      const { email } = await subscribe();
      const id = await campaign();
      await store().campaigns.start(id, at(0));
      const own = mail({ dueAt: at(-1) });
      await store().mails.add(own);
      expect([(await claim(0))?.id, (await claim(0))?.recipient]).toEqual([own.id, email]);
      await store().mails.recover(at(599));
      expect(await claim(599)).toBeNull();
      await store().mails.recover(at(601));
      expect((await claim(601))?.id).toBe(own.id);
      expect(await claim(601)).toBeNull();
      expect(await store().campaigns.progress(id)).toMatchObject({ unknown: 1, waiting: 0 });
      // The server was only slow: what it knows counts.
      const [slow] = await store().mails.of(email);
      await store().mails.settle(slow?.id ?? '', { state: 'sent', sentAt: at(602) });
      expect(await store().campaigns.progress(id)).toMatchObject({ unknown: 0, sent: 1 });
    });

    test('W4: a campaign of an id that is there stays as it is', async () => {
      const id = await campaign();
      await store().campaigns.add({ id, subject: 'Other', text: 'x', createdAt: at(1) });
      expect(await store().campaigns.find(id)).toMatchObject({ subject: 'News', text: 'All of it.' });
    });

    test('W5: a campaign starts once, goes to whoever is on the list when it is sent, and is over', async () => {
      const [stays, leaves] = [await subscribe(), await subscribe()];
      const asked = { email: address(), name: null, tokenHash: randomUUID(), askedAt: at(0), wording: 'w1' };
      await store().subscribers.ask({ ...asked, quietSince: at(0), mail: mail({ dueAt: at(9_999) }) });
      const id = await campaign();
      expect(await store().campaigns.change(id, { subject: 'Newer', text: 'All.' })).toBe(true);
      expect(await store().campaigns.start(id, at(0))).toBe(2);
      expect(await store().campaigns.start(id, at(0))).toBeNull();
      expect(await store().campaigns.change(id, { subject: 'x', text: 'y' })).toBe(false);
      expect(await store().campaigns.remove(id)).toBe(false);
      await store().subscribers.remove({ ...leaves, why: 'unsubscribed' });
      expect(await store().mails.of(leaves.email)).toEqual([]);
      const got = await claim(0);
      expect(got).toMatchObject({ recipient: stays.email, campaignId: id, subject: 'Newer', kind: 'news' });
      expect(await claim(0)).toBeNull();
      await store().campaigns.finish();
      expect(await store().campaigns.find(id)).toMatchObject({ state: 'sending', opens: 0 });
      await store().mails.settle(got?.id ?? '', { state: 'failed', error: 'no' });
      await store().campaigns.finish();
      await store().campaigns.countOpen(id);
      expect(await store().campaigns.find(id)).toMatchObject({ state: 'sent', opens: 1, startedAt: at(0) });
    });

    test('W11: are found and erased by address, and by age when they do not wait', async () => {
      const [mine, theirs, waits] = [mail({ recipient: 'cleo@example.org' }), mail(), mail()];
      for (const one of [mine, theirs, waits]) await store().mails.add(one);
      expect((await store().mails.of('cleo@example.org')).map(({ id }) => id)).toEqual([mine.id]);
      expect(await store().mails.eraseOf('cleo@example.org')).toBe(1);
      const first = await claim(0);
      await store().mails.settle(first?.id ?? '', { state: 'sent', sentAt: at(0) });
      expect(await store().mails.eraseBefore(at(1))).toBe(1);
      expect(await store().mails.count()).toMatchObject({ waiting: 1, sent: 0 });
    });
  });

  test('a key is made once', async () => {
    const name = randomUUID();
    expect(await store().keys.obtain(name, 'first')).toBe('first');
    expect(await store().keys.obtain(name, 'second')).toBe('first');
  });
}
