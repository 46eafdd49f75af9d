import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DurableStore } from '../../../src/storage/durable/durable-store.ts';

/** What every durable store does of surveys and of the operator's pages. */
export function operatorContract(store: () => DurableStore): void {
  describe('surveys', () => {
    const answer = (more: object) => ({
      ...{ id: randomUUID(), surveyId: 'rooms', email: null, answeredAt: new Date(1_000) },
      answers: { why: `it's "loud"; --`, where: ['Hall', 'Yard'] },
      ...more,
    });

    test('W4: an answer is kept as it is, once; of one survey alone; newest first', async () => {
      const first = answer({});
      const second = answer({ answeredAt: new Date(2_000), email: 'ann@example.org' });
      const other = answer({ surveyId: 'other' });
      for (const each of [first, second, other]) expect(await store().surveys.add(each)).toBe('new');
      expect(await store().surveys.add({ ...first, answeredAt: second.answeredAt })).toBe('same');
      const elsewhere = { ...first, surveyId: other.surveyId, answers: {} };
      expect(await store().surveys.add(elsewhere)).toBe('same');
      expect(await store().surveys.add({ ...first, answers: {} })).toBe('changed');
      expect(await store().surveys.add(first)).toBe('changed');
      expect(await store().surveys.list('rooms', { limit: 9 })).toEqual([second, first]);
      expect(await store().surveys.list('rooms', { limit: 9, offset: 1 })).toEqual([first]);
      expect(await store().surveys.numbers()).toEqual({ rooms: 2, other: 1 });
      await store().surveys.remove('other', first.id); // of another survey
      expect(await store().surveys.list('rooms', { limit: 9 })).toHaveLength(2);
      await store().surveys.remove('rooms', first.id);
      expect(await store().surveys.list('rooms', { limit: 9 })).toEqual([second]);
    });

    test('W11: all under an address is found and erased, and what is older than a time', async () => {
      const [mine, old] = [answer({ email: 'me@example.org' }), answer({ answeredAt: new Date(10) })];
      await store().surveys.add(mine);
      await store().surveys.add(old);
      expect(await store().surveys.of('me@example.org')).toEqual([mine]);
      expect(await store().surveys.eraseOf('me@example.org')).toBe(1);
      expect(await store().surveys.of('me@example.org')).toEqual([]);
      expect(await store().surveys.eraseBefore(new Date(11))).toBe(1);
      expect((await store().surveys.numbers()).rooms).toBe(1);
    });
  });

  describe('the operator', () => {
    test('W12: a session is found until its time is over, or until it is removed', async () => {
      const session = { tokenHash: randomUUID(), createdAt: new Date(0), until: new Date(1_000) };
      const brief = { tokenHash: randomUUID(), createdAt: new Date(0), until: new Date(500) };
      await store().sessions.add(session, 'sign-in-link');
      expect(await store().audit.list({ limit: 1 })).toMatchObject([
        { at: new Date(0), action: 'sign-in-link' },
      ]);
      // Of a session that is not begun nothing is noted.
      await expect(store().sessions.add(session, 'sign-in-link')).rejects.toThrow();
      expect(await store().audit.eraseBefore(new Date(1))).toBe(1);
      await store().sessions.add(brief, 'sign-in-link');
      await store().audit.eraseBefore(new Date(1));
      expect(await store().sessions.find(session.tokenHash, new Date(999))).toEqual(session);
      expect(await store().sessions.find(session.tokenHash, new Date(1_000))).toBeNull();
      expect(await store().sessions.find(randomUUID(), new Date(0))).toBeNull();
      expect(await store().sessions.eraseBefore(new Date(500))).toBe(1);
      await store().sessions.remove(session.tokenHash);
      expect(await store().sessions.find(session.tokenHash, new Date(0))).toBeNull();
    });

    test('what was done is listed, newest first, and erased when it is old', async () => {
      for (const [at, action] of [
        [1, 'sign-in'],
        [2, 'sign-out'],
      ] as const)
        await store().audit.add({ at: new Date(at), action });
      expect(await store().audit.count()).toBe(2);
      expect((await store().audit.list({ limit: 9 })).map(({ action }) => action)).toEqual([
        'sign-out',
        'sign-in',
      ]);
      expect(await store().audit.list({ limit: 9, offset: 1 })).toMatchObject([{ action: 'sign-in' }]);
      expect(await store().audit.eraseBefore(new Date(2))).toBe(1);
      expect(await store().audit.list({ limit: 9 })).toMatchObject([{ action: 'sign-out' }]);
    });

    test('W3: a notice is shown from its first moment until its last, and not at it', async () => {
      const notice = { id: randomUUID(), text: 'Moved.', from: new Date(100), until: new Date(200) };
      expect(await store().notices.add(notice)).toBe(true);
      expect(await store().notices.add({ ...notice, text: 'again' })).toBe(false);
      const seenAt = async (ms: number) => (await store().notices.validAt(new Date(ms))).length;
      expect([await seenAt(99), await seenAt(100), await seenAt(199), await seenAt(200)]).toEqual([
        0, 1, 1, 0,
      ]);
      expect(await store().notices.list()).toEqual([notice]);
      await store().notices.remove(notice.id);
      expect(await store().notices.list()).toEqual([]);
      await store().notices.add(notice);
      expect(await store().notices.eraseBefore(new Date(199))).toBe(0);
      expect(await store().notices.eraseBefore(new Date(200))).toBe(1);
    });

    test('B3: of an hour the worst is kept', async () => {
      const hour = new Date(3_600_000);
      const read = (oldestAudioMs: number | null, oldestIdleMs: number | null, isBroken = false) =>
        store().gauge.worsen({ hour, oldestAudioMs, oldestIdleMs, isBroken });
      await read(null, null);
      expect(await store().gauge.list({ limit: 9 })).toEqual([
        { hour, oldestAudioMs: null, oldestIdleMs: null, isBroken: false },
      ]);
      await read(500, null, true);
      await read(400, 70);
      await read(null, 60);
      expect(await store().gauge.list({ limit: 9 })).toEqual([
        { hour, oldestAudioMs: 500, oldestIdleMs: 70, isBroken: true },
      ]);
      expect(await store().gauge.count()).toBe(1);
      expect(await store().gauge.eraseBefore(hour)).toBe(0);
      expect(await store().gauge.eraseBefore(new Date(3_600_001))).toBe(1);
    });

    test('an overview of what others write can be had', async () => {
      await store().overview.ping();
      expect(await store().overview.numbers()).toMatchObject({ mails: {}, subscribers: {} });
      expect(await store().overview.campaigns({ limit: 0 })).toEqual([]);
    });
  });
}
