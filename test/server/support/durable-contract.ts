import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';
import { operatorContract } from './operator-contract.ts';

/** What every durable store does, whatever keeps it. */
export function durableContract(store: () => DurableStore): void {
  operatorContract(store);
  describe('messages', () => {
    const message = (more: object) => ({
      ...{ id: randomUUID(), kind: 'feedback' as const, name: null, email: null, telephone: null },
      ...{ text: `O'Brien "said" ; drop table messages; -- \u{1f600}`, receivedAt: new Date(1_000) },
      ...more,
    });

    test('W4: are kept as they are, once, newest first, and answered', async () => {
      const [first, second] = [
        message({}),
        message({ receivedAt: new Date(2_000), email: 'ada@example.org' }),
      ];
      expect(await store().messages.add(first)).toBe('new');
      expect(await store().messages.add(second)).toBe('new');
      expect(await store().messages.add({ ...first, receivedAt: new Date(9_000) })).toBe('same');
      const unanswered = { answeredAt: null, answer: null };
      expect(await store().messages.list({ limit: 2 })).toEqual([
        { ...second, ...unanswered },
        { ...first, ...unanswered },
      ]);
      expect(await store().messages.answer(first.id, 'Yes.', new Date(3_000))).toBe(true);
      expect(await store().messages.answer(randomUUID(), 'Yes.', new Date(3_000))).toBe(false);
      expect((await store().messages.list({ limit: 2 }))[1]).toMatchObject({ answer: 'Yes.' });
      expect(await store().messages.answer(first.id, 'No.', new Date(4_000))).toBe(false);
      expect(await store().messages.get(first.id)).toMatchObject({ answer: 'Yes.' });
      const all = await store().messages.count();
      expect(await store().messages.list({ limit: 9, offset: all - 1 })).toHaveLength(1);
      await store().messages.remove(first.id);
      await store().messages.remove(first.id);
      expect(await store().messages.count()).toBe(all - 1);
      expect(await store().messages.get(first.id)).toBeNull();
    });

    test('W4: what comes again changed is kept as it came last, until it has its answer', async () => {
      const first = message({ email: 'dee@example.org', receivedAt: new Date(1_100) });
      const copy = {
        ...{ id: first.id, kind: 'operator' as const, campaignId: null, recipient: 'us@example.org' },
        ...{ subject: 'S', text: 'T', html: null, headers: {}, queuedAt: new Date(0), dueAt: new Date(0) },
      };
      await store().messages.add(first);
      await store().mails.add(copy);
      expect(await store().messages.add(first)).toBe('same');
      expect(await store().mails.add(copy)).toBe(false);
      const changed = { ...first, text: 'Rather this.', email: null, receivedAt: new Date(1_200) };
      expect(await store().messages.add(changed)).toBe('changed');
      expect(await store().messages.get(first.id)).toEqual({ ...changed, answeredAt: null, answer: null });
      expect(await store().mails.add(copy)).toBe(true);
      await store().messages.answer(first.id, 'Yes.', new Date(1_300));
      expect(await store().messages.add(changed)).toBe('same');
      expect(await store().messages.add({ ...changed, name: 'Dee' })).toBe('answered');
      expect(await store().messages.get(first.id)).toMatchObject({ ...changed, answer: 'Yes.' });
      await store().messages.remove(first.id);
    });

    test('W11: all under an address is found and erased, and what is older than a time', async () => {
      const [mine, theirs] = [message({ email: 'bob@example.org' }), message({ email: 'cy@example.org' })];
      await store().messages.add(mine);
      await store().messages.add(theirs);
      expect((await store().messages.of('bob@example.org')).map(({ id }) => id)).toEqual([mine.id]);
      expect(await store().messages.eraseOf('bob@example.org')).toBe(1);
      expect(await store().messages.of('bob@example.org')).toEqual([]);
      expect(await store().messages.of('cy@example.org')).toHaveLength(1);
      expect(await store().messages.eraseBefore(new Date(1_001))).toBeGreaterThanOrEqual(1);
      expect(await store().messages.of('cy@example.org')).toEqual([]);
    });
  });
}
