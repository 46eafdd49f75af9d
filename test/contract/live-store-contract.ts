import { beforeEach, describe, expect, test } from 'vitest';
import type { LiveStore } from '../../src/storage/live-store.ts';

/** What every live store must do, whatever it is made of. Call it from a store's test file. */
export function liveStoreContract(kind: string, open: () => Promise<LiveStore>): void {
  describe(`live store: ${kind}`, () => {
    let store: LiveStore;
    const content = { kind: 'url', text: 'https://example.org/' } as const;
    const join = (participantId: string) => ({ type: 'join', participantId, name: null }) as const;
    beforeEach(async () => {
      store = await open();
    });

    test('a tab is found by its id and by its participant, until it is deleted', async () => {
      const tab = { tabId: 't', name: 'Ada', place: { meetingId: 'm', participantId: 'p' } };
      await store.putTab(tab);
      expect([await store.getTab('t'), await store.tabOf('p')]).toEqual([tab, tab]);
      await store.putTab({ ...tab, place: null });
      expect([(await store.getTab('t'))?.place, await store.tabOf('p')]).toEqual([null, null]);
      await store.deleteTab('t');
      expect(await store.getTab('t')).toBeNull();
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
      expect(await store.summary('m')).toEqual({ id: 'm', createdAt: 1, size: 2 });
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
