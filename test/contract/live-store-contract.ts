import { beforeEach, describe, expect, test } from 'vitest';
import type { MeetingEvent } from '../../src/meetings/meeting.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import type { LiveStore } from '../../src/storage/live-store.ts';

/** What every live store must do, whatever it is made of. Call it from a store's test file. */
export function liveStoreContract(kind: string, open: () => Promise<LiveStore>): void {
  describe(`live store: ${kind}`, () => {
    let store: LiveStore;
    const content = { kind: 'url', sealed: 'sealed', file: null } as const;
    const join = (participantId: string) =>
      ({
        type: 'join',
        ...{ participantId, name: null, admitted: false },
        ...{ reader: `reader-${participantId}`, visitor: participantId },
      }) as const;
    beforeEach(async () => {
      store = await open();
    });

    test('a tab is found by its id and by its participant, until it is deleted', async () => {
      const tab = {
        tabId: 't',
        name: 'Ada',
        shelf: null,
        held: false,
        closing: false,
        line: 'one',
        page: 'p',
        place: { meetingId: 'm', participantId: 'p' },
      };
      const shelf = { meetingId: 's', participantId: 'q' };
      expect(await store.updateTab('t', (before) => (before === null ? tab : null))).toEqual(tab);
      expect([await store.getTab('t'), await store.tabOf('p')]).toEqual([tab, tab]);
      await store.updateTab('t', (before) => before && { ...before, shelf });
      expect((await store.tabOf('q'))?.tabId).toBe('t');
      await store.updateTab('t', () => ({ ...tab, place: null }));
      expect(await store.tabOf('q')).toBeNull();
      expect([(await store.getTab('t'))?.place, await store.tabOf('p')]).toEqual([null, null]);
      expect(await store.updateTab('t', () => null)).toBeNull();
      expect(await store.getTab('t')).toBeNull();
    });

    test('W6: that a meeting has company is said once, whoever comes and goes', async () => {
      await store.createMeeting('m', 0);
      const said: boolean[] = [];
      const step = async (event: MeetingEvent) => {
        const effects = await store.apply('m', event, 1);
        said.push(effects.some(({ type }) => type === 'company'));
      };
      await step(join('a'));
      await step(join('b'));
      await step({ type: 'leave', participantId: 'b' });
      await step(join('c'));
      await step(join('d'));
      expect(said).toEqual([false, true, false, false, false]);
    });

    test('the tabs of a server are those whose sockets are open there', async () => {
      const tab = {
        tabId: 't',
        name: null,
        place: null,
        shelf: null,
        held: false,
        closing: false,
        line: 'one',
        page: 'p',
      };
      await store.updateTab('t', () => tab);
      await store.updateTab('u', () => ({ ...tab, tabId: 'u' }));
      expect([...(await store.tabsOn('one'))].sort()).toEqual(['t', 'u']);
      await store.updateTab('t', () => ({ ...tab, line: 'other' }));
      await store.updateTab('u', () => null);
      expect([await store.tabsOn('one'), await store.tabsOn('other')]).toEqual([[], ['t']]);
    });

    test('C1: an item is in the view of everybody in the meeting and of nobody else', async () => {
      await store.createMeeting('m', 1);
      await store.apply('m', join('a'), 1);
      await store.apply('m', join('b'), 1);
      const added = await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'x', content }, 2);
      expect(added[0]).toMatchObject({ type: 'publish', change: { type: 'item-added' } });
      for (const reader of ['a', 'b']) expect((await store.view('m', reader))?.items).toHaveLength(1);
      expect(await store.view('m', 'stranger')).toBeNull();
      expect(await store.participants('m')).toEqual(['a', 'b']);
      expect(await store.summary('m')).toEqual({
        ...{ id: 'm', createdAt: 1, size: 2, locked: false, barred: new Set() },
      });
    });

    test('C10: an item is read by who is in its meeting, with a reader of their own, and by nobody else', async () => {
      await store.createMeeting('m', 1);
      await store.createMeeting('n', 1);
      for (const id of ['a', 'b']) await store.apply('m', join(id), 1);
      await store.apply('n', join('c'), 1);
      await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'x', content }, 2);
      const reads = async (id: string) => (await store.readable('x', `reader-${id}`))?.id ?? null;
      expect([await reads('a'), await reads('b'), await reads('c')]).toEqual(['x', 'x', null]);
      await store.apply('m', { type: 'leave', participantId: 'b' }, 3);
      expect([await reads('a'), await reads('b')]).toEqual(['x', null]);
      await store.apply('m', { type: 'item-remove', participantId: 'a', itemId: 'x' }, 4);
      expect(await reads('a')).toBeNull();
    });

    test('C2 B1 B3: what somebody has is told with the deadline that is kept', async () => {
      await store.createMeeting('m', 0);
      await store.apply('m', join('a'), 0);
      const place = { meetingId: 'm', participantId: 'a' };
      expect([await store.holding(place), await store.longestSilence(5)]).toEqual([
        { items: [], until: LIMITS.idleMs },
        null,
      ]);
      await store.apply('m', { type: 'item-add', participantId: 'a', itemId: 'x', content }, 1_000);
      expect((await store.holding(place))?.items.map(({ id }) => id)).toEqual(['x']);
      expect((await store.holding(place))?.until).toBe(1_000 + LIMITS.idleMs);
      expect(await store.longestSilence(61_000)).toBe(60_000);
      expect(await store.due(1_000 + LIMITS.idleMs)).toEqual(['m']);
      await store.apply('m', { type: 'tick' }, 1_000 + LIMITS.idleMs);
      expect([await store.holding(place), await store.longestSilence(1e9)]).toEqual([null, null]);
    });

    test('C3: a removed item stays removed', async () => {
      await store.createMeeting('m', 1);
      await store.apply('m', join('a'), 1);
      const add = { type: 'item-add', participantId: 'a', itemId: 'x', content } as const;
      await store.apply('m', add, 2);
      await store.apply('m', { type: 'item-remove', participantId: 'a', itemId: 'x' }, 3);
      await store.apply('m', add, 4);
      expect((await store.view('m', 'a'))?.items).toEqual([]);
    });

    test('C6: a meeting that is there is not opened again, and what somebody is in it is told in one piece', async () => {
      await store.createMeeting('m', 1);
      await store.apply('m', join('a'), 1);
      await store.createMeeting('m', 2);
      expect(await store.standing({ meetingId: 'm', participantId: 'a' })).toEqual({
        ...{ id: 'm', createdAt: 1, locked: false, barred: new Set() },
        ...{ participantId: 'a', reader: 'reader-a' },
      });
      expect(await store.standing({ meetingId: 'm', participantId: 'b' })).toBeNull();
      expect(await store.standing({ meetingId: 'n', participantId: 'a' })).toBeNull();
    });

    test('C8: a meeting whose last participant left is gone', async () => {
      await store.createMeeting('m', 1);
      await store.apply('m', join('a'), 1);
      await store.apply('m', { type: 'leave', participantId: 'a' }, 2);
      expect([await store.summary('m'), await store.participants('m')]).toEqual([null, []]);
      expect(await store.apply('m', join('b'), 3)).toEqual([{ type: 'refuse', error: 'not-in-meeting' }]);
    });

    test('C5: a meeting is due when a closing tab’s grace is over, and a sweep may come twice', async () => {
      await store.createMeeting('m', 0);
      await store.apply('m', join('a'), 0);
      await store.apply('m', { type: 'bye', participantId: 'a' }, 0);
      expect(await store.due(3_999)).toEqual([]);
      expect(await store.due(4_000)).toEqual(['m']);
      await store.apply('m', { type: 'tick' }, 4_000);
      await store.apply('m', { type: 'tick' }, 4_000);
      expect(await store.due(9_000)).toEqual([]);
    });
  });
}
