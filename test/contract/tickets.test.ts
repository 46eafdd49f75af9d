import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { createLiveWorld } from './live-world.ts';

type World = ReturnType<typeof createLiveWorld>;

/** A server before it lost everything, with three people in one meeting, and one after. */
let before: World;
let after: World;
const ticketOf = (tabId: string) => before.tickets.get(tabId) ?? null;
/** The server is started anew, so long after the tickets were issued. */
const restart = (ms = 1_000) => {
  after = createLiveWorld({ since: before.now() + ms });
};
const comeBack = (...tabIds: string[]) =>
  tabIds.reduce<Promise<void>>(
    (last, tabId) => last.then(() => after.arrive(tabId, ticketOf(tabId))),
    Promise.resolve(),
  );
const people = async (tabId: string) => (await after.view(tabId))?.participants.map(({ id }) => id).sort();

beforeEach(async () => {
  before = createLiveWorld();
  await before.open('a', 'b', 'c');
  await before.meet('a', 'b', 'c');
});
afterEach(() => {
  for (const world of [before, after]) expect(world.faults, 'what went wrong unseen').toEqual([]);
});

describe('a ticket', () => {
  test.each([
    ['a', 'b', 'c'],
    ['c', 'a', 'b'],
  ])('C6: in any order (%s, %s, %s) all are in one meeting, as who they were', async (...order) => {
    const was = await before.view('a');
    restart();
    await comeBack(...order);
    for (const tabId of order) {
      const view = await after.view(tabId);
      expect([view?.id, await people(tabId)]).toEqual([
        was?.id,
        was?.participants.map(({ id }) => id).sort(),
      ]);
      expect([view?.you, view?.reader]).toEqual([
        (await before.view(tabId))?.you,
        (await before.view(tabId))?.reader,
      ]);
      expect(after.restored.has(tabId)).toBe(true);
      expect(after.screens.get(tabId)).toEqual(view);
    }
  });

  test('C6: at the same time, too', async () => {
    restart();
    await Promise.all(['a', 'b', 'c'].map((tabId) => comeBack(tabId)));
    expect(await people('a')).toHaveLength(3);
  });

  test('C6: is good for so long and no longer; what is too old leads nowhere', async () => {
    restart(LIMITS.ticketMs);
    await comeBack('a');
    expect(await people('a')).toHaveLength(1);
    restart(LIMITS.ticketMs + 1);
    await comeBack('a');
    expect([await after.view('a'), after.restored.has('a')]).toEqual([null, true]);
  });

  test('C6: a heartbeat renews it', async () => {
    await before.pass(LIMITS.ticketMs);
    const old = ticketOf('a');
    const renewed = await before.live.heartbeat('a');
    restart(1_000);
    await after.arrive('a', old);
    expect(await after.view('a'), 'positive control').toBeNull();
    if (renewed === 'forgotten') throw new Error('the server knows the tab');
    restart(1_000);
    await after.arrive('a', renewed.ticket);
    expect(await after.view('a')).not.toBeNull();
  });

  test('C6: a heartbeat of a tab that was lost says so, and what it lays down meanwhile is only put off', async () => {
    restart();
    expect(await after.live.heartbeat('a')).toBe('forgotten');
    const early = await after.lay('a', 'hello');
    expect(early.error).toBe('server-busy');
    await comeBack('a');
    expect(await after.live.heartbeat('a')).toEqual({ ticket: expect.any(String) });
    expect((await after.lay('a', 'hello', { itemId: early.itemId })).error).toBeNull();
  });

  test('W12 C10: of another tab, or of nobody’s making, leads nowhere', async () => {
    restart();
    await after.arrive('b', ticketOf('a'));
    await after.arrive('a', 'A'.repeat(200));
    expect([await after.view('b'), await after.view('a')]).toEqual([null, null]);
    await after.loseLine('a');
    await comeBack('a');
    expect(await after.view('a'), 'positive control').not.toBeNull();
  });

  test('C4: there is none in no meeting', async () => {
    expect(ticketOf('a')).not.toBeNull();
    await before.live.leave('a');
    expect(ticketOf('a')).toBeNull();
    expect(await before.live.heartbeat('a')).toEqual({ ticket: null });
    restart();
  });

  test('B7: a locked meeting is locked again, and lets in who was in it and nobody else', async () => {
    await before.live.act('a', (participantId) => ({ type: 'lock', participantId, on: true }));
    const alive = await before.live.heartbeat('b');
    restart();
    await after.arrive('b', alive === 'forgotten' ? null : alive.ticket);
    expect((await after.view('b'))?.locked).toBe(true);
    await comeBack('c'); // from before it was locked
    expect(await people('c')).toHaveLength(2);
    await after.open('stranger');
    const meetingId = (await after.view('b'))?.id as string;
    expect(await after.live.join('stranger', meetingId)).toBe('locked');
  });

  test('B7: brings nobody into a meeting that still is, who left it or was sent out', async () => {
    const tickets = ['b', 'c'].map(ticketOf);
    const removedId = (await before.view('b'))?.you as string;
    await before.live.act('a', (participantId) => ({ type: 'remove', participantId, removedId }));
    await before.live.leave('c');
    for (const tabId of ['b', 'c']) await before.loseLine(tabId);
    await before.arrive('b', tickets[0] ?? null);
    await before.arrive('c', tickets[1] ?? null);
    expect([await before.view('b'), await before.view('c')]).toEqual([null, null]);
    restart();
  });

  test('B7: nor whom the others had sent out before the meeting was lost, although it comes back first', async () => {
    const sentOut = ticketOf('b');
    const removedId = (await before.view('b'))?.you as string;
    await before.live.act('a', (participantId) => ({ type: 'remove', participantId, removedId }));
    const alive = await before.live.heartbeat('a');
    restart();
    await after.arrive('b', sentOut);
    expect(await after.view('b'), 'nobody is there who knows it').not.toBeNull();
    await after.arrive('a', alive === 'forgotten' ? null : alive.ticket);
    expect([await after.view('b'), after.screens.get('b'), (await people('a'))?.length]).toEqual([
      null,
      null,
      1,
    ]);
  });

  test('B7: nor into one that is whole again and sent this person out since', async () => {
    restart();
    await comeBack('a', 'b');
    const removedId = (await after.view('b'))?.you as string;
    await after.live.act('a', (participantId) => ({ type: 'remove', participantId, removedId }));
    await after.loseLine('b');
    await comeBack('b', 'c');
    expect([await after.view('b'), (await people('c'))?.length]).toEqual([null, 2]);
  });

  test('C1 C10: what is laid back is there for all, under the same id, with the same deadlines', async () => {
    const { itemId } = await before.lay('a', 'hello');
    restart();
    await comeBack('a', 'b');
    expect((await after.view('b'))?.items).toEqual([]);
    expect((await after.lay('a', 'hello', { itemId })).error).toBeNull();
    expect((await after.view('b'))?.items.map(({ id }) => id)).toEqual([itemId]);
    await after.loseLine('a');
    await after.pass(LIMITS.idleMs);
    expect([(await after.view('b'))?.items ?? [], after.vault.items]).toEqual([[], 0]);
  });

  test('C8: one that came back alone and leaves ends the meeting', async () => {
    restart();
    await comeBack('a');
    const meetingId = (await after.view('a'))?.id as string;
    await after.live.leave('a');
    expect(await after.store.summary(meetingId)).toBeNull();
  });
});
