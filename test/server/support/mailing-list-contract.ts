import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';

/** What every durable store does with the mailing list. */
export function mailingListContract(store: () => DurableStore): void {
  const at = (s: number) => new Date(1_800_000_000_000 + s * 1_000);
  const address = () => `${randomUUID()}@example.org`;
  const mail = (more: { recipient?: string } = {}) => ({
    ...{ id: randomUUID(), kind: 'confirmation' as const, campaignId: null, recipient: address() },
    ...{ subject: 'S', text: 'T', html: null, headers: {}, queuedAt: at(0), dueAt: at(0) },
    ...more,
  });
  const elsewhere = (s: number) => ({ at: at(s), source: 'At the fair', date: '2026-10-03' });
  const subscribe = async () => {
    const email = address();
    const person = { email, name: null, tokenHash: randomUUID(), emailHash: `hash of ${email}` };
    await store().subscribers.import([person], elsewhere(0));
    return person;
  };

  type Person = Awaited<ReturnType<typeof subscribe>>;

  describe('subscribers', () => {
    test('W5: who asks is on the list once confirmed; asking again soon, or later, changes nothing', async () => {
      const [email, tokenHash] = [address(), randomUUID()];
      const ask = (s: number, token: string = tokenHash) => {
        const asked = { email, name: 'Ada', tokenHash: token, askedAt: at(s), wording: 'w1' };
        return store().subscribers.ask({ ...asked, quietSince: at(s - 600), mail: mail() });
      };
      const confirm = (token: string) =>
        store().subscribers.confirm({ tokenHash: token, emailHash: email, at: at(900), countsOpens: false });
      expect(await ask(0)).toBe(true);
      expect(await ask(599, 'other')).toBe(false);
      const newer = randomUUID();
      expect(await ask(601, newer)).toBe(true);
      expect(await confirm(tokenHash)).toBe(false);
      expect(await store().subscribers.byToken(newer)).toMatchObject({ email, state: 'asked' });
      expect(await confirm(newer)).toBe(true);
      expect(await confirm(newer)).toBe(false);
      expect(await ask(99_999, 'other')).toBe(false);
      const kept = {
        wording: 'w1',
        state: 'confirmed',
        confirmedAt: at(900),
        countsOpens: false,
        name: 'Ada',
      };
      expect(await store().subscribers.of(email)).toMatchObject(kept);
      expect(await store().subscribers.countOpens(email, true)).toBe(true);
      expect(await store().subscribers.of(email)).toMatchObject({ countsOpens: true, name: 'Ada' });
      expect(await store().subscribers.countOpens(address(), true)).toBe(false);
    });

    test('W5: who asks is asked to confirm by a mail: both are kept, or neither', async () => {
      const asked = {
        email: address(),
        name: null,
        tokenHash: randomUUID(),
        askedAt: at(0),
        wording: 'w1',
        quietSince: at(0),
      };
      const [own, taken] = [mail({ recipient: asked.email }), mail()];
      await store().mails.add(taken);
      const again = store().subscribers.ask({ ...asked, mail: { ...own, id: taken.id } });
      await expect(again).rejects.toThrow('there already');
      expect([await store().subscribers.of(asked.email), await store().mails.of(asked.email)]).toEqual([
        null,
        [],
      ]);
      expect(await store().subscribers.ask({ ...asked, mail: own })).toBe(true);
      expect(await store().mails.of(asked.email)).toMatchObject([{ id: own.id }]);
    });

    test('W5: import does not bring back who wanted no news; confirming does', async () => {
      const { email, emailHash } = await subscribe();
      await store().subscribers.remove({ email, emailHash, at: at(1), why: 'unsubscribed' });
      expect(await store().subscribers.of(email)).toBeNull();
      expect(await store().subscribers.isSuppressed(emailHash)).toBe(true);
      const again = [{ email, name: null, tokenHash: randomUUID(), emailHash }];
      expect(await store().subscribers.import(again, elsewhere(2))).toMatchObject({
        suppressed: 1,
        added: 0,
      });
      const tokenHash = randomUUID();
      const asked = {
        email,
        name: null,
        tokenHash,
        askedAt: at(3),
        wording: 'w1',
        quietSince: at(0),
        mail: mail(),
      };
      expect(await store().subscribers.ask(asked)).toBe(true);
      expect(await store().subscribers.isSuppressed(emailHash)).toBe(true);
      const confirmed = { tokenHash, emailHash, at: at(4), countsOpens: true };
      expect(await store().subscribers.confirm(confirmed)).toBe(true);
      expect(await store().subscribers.isSuppressed(emailHash)).toBe(false);
      expect(await store().subscribers.import(again, elsewhere(5))).toMatchObject({ known: 1, added: 0 });
    });

    test('W5: many are imported at once, with where and when they asked; those who leave meanwhile are off', async () => {
      const people = Array.from({ length: 500 }, () => address()).map((email) => ({
        ...{ email, name: null, tokenHash: randomUUID(), emailHash: `hash of ${email}` },
      }));
      const [first, second] = [people[0]!, people[1]!];
      await store().subscribers.remove({ ...first, at: at(1), why: 'unsubscribed' });
      const [done] = await Promise.all([
        store().subscribers.import([...people, people[9]!], elsewhere(2)),
        store().subscribers.remove({ ...second, at: at(2), why: 'unsubscribed' }),
      ]);
      expect(done.added + done.suppressed).toBe(500);
      expect([done.known, await store().subscribers.of(first.email)]).toEqual([1, null]);
      expect(await store().subscribers.of(second.email)).toBeNull();
      expect(await store().subscribers.of(people[9]!.email)).toMatchObject({
        ...{ state: 'confirmed', source: 'import', confirmedAt: null, wording: null },
        ...{ consentSource: 'At the fair', consentDate: '2026-10-03' },
      });
      for (const { email } of people)
        await store().subscribers.bounce({ email, emailHash: email, at: at(3) });
    });

    test('W5: who asked but did not confirm is on the list by an import; not who wanted no news', async () => {
      const [asking, left] = [address(), address()].map((email) => ({
        ...{ email, name: null, tokenHash: randomUUID(), emailHash: `hash of ${email}` },
      })) as [Person, Person];
      await store().subscribers.remove({ ...left, at: at(0), why: 'unsubscribed' });
      for (const { email, tokenHash } of [asking, left]) {
        const asked = { email, name: 'Ada', tokenHash, askedAt: at(1), wording: 'w1', quietSince: at(0) };
        await store().subscribers.ask({ ...asked, mail: mail() });
      }
      const again = [asking, left, asking].map((person) => ({ ...person, tokenHash: randomUUID() }));
      const counts = { added: 1, known: 1, suppressed: 1 };
      expect(await store().subscribers.import(again, elsewhere(2))).toEqual(counts);
      const { email, tokenHash, emailHash } = asking;
      const imported = {
        ...{ email, name: 'Ada', state: 'confirmed', source: 'import', askedAt: at(2), confirmedAt: null },
        ...{ wording: null, consentSource: 'At the fair', consentDate: '2026-10-03' },
      };
      // Also by the link that they were sent.
      expect(await store().subscribers.byToken(tokenHash)).toMatchObject(imported);
      const late = { tokenHash, emailHash, at: at(3), countsOpens: true };
      expect(await store().subscribers.confirm(late)).toBe(false);
      expect(await store().subscribers.of(email)).toMatchObject(imported);
      expect(await store().subscribers.of(left.email)).toMatchObject({ state: 'asked', source: 'form' });
      expect(await store().subscribers.import([asking], elsewhere(4))).toMatchObject({ added: 0, known: 1 });
      expect(await store().subscribers.of(email)).toMatchObject(imported);
    });

    test('who did not confirm is forgotten', async () => {
      const asked = {
        email: address(),
        name: null,
        tokenHash: randomUUID(),
        askedAt: at(-9_000),
        wording: 'w1',
      };
      await store().subscribers.ask({ ...asked, quietSince: at(0), mail: mail() });
      const { email } = await subscribe();
      const before = await store().subscribers.count();
      expect(await store().subscribers.eraseAskedBefore(at(-8_000))).toBe(1);
      expect(await store().subscribers.count()).toEqual({ ...before, asked: before.asked - 1 });
      expect(await store().subscribers.of(email)).not.toBeNull();
    });
  });
}
