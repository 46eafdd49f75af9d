import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { createLiveWorld } from './live-world.ts';

let world: ReturnType<typeof createLiveWorld>;
beforeEach(() => {
  world = createLiveWorld();
});
afterEach(() => {
  expect(world.faults, 'what went wrong unseen').toEqual([]);
});
const meetingOf = async (tabId: string) => (await world.view(tabId))?.id ?? null;
/** Ids of what lies on the table that a tab is at. */
const itemsOn = async (tabId: string) => (await world.view(tabId))?.items.map(({ id }) => id);

describe('a room becomes a meeting', () => {
  test('A4: two tabs found in one room are in one meeting, and are told how many others there are', async () => {
    await world.open('a', 'b');
    await world.meet('a', 'b');
    expect(await meetingOf('a')).toBe(await meetingOf('b'));
    expect(world.results).toMatchObject([
      { tabId: 'a', outcome: 'found', others: 1 },
      { tabId: 'b', outcome: 'found', others: 1 },
    ]);
  });

  test('A4: a room that grows takes the newcomer in, and leaves alone who left meanwhile', async () => {
    await world.open('a', 'b', 'c');
    const [a, b, c] = ['a', 'b', 'c'].map((tabId) => world.record(tabId));
    await world.decide({ type: 'room', recordingIds: [a!, b!] });
    const meeting = await meetingOf('b');
    await world.live.leave('a');
    await world.decide({ type: 'room', recordingIds: [a!, b!, c!] });
    expect([await meetingOf('a'), await meetingOf('c')]).toEqual([null, meeting]);
    expect(world.results.filter(({ tabId }) => tabId === 'a')).toHaveLength(1);
  });

  test('A4: one tab with two recordings is one other, and no room by itself', async () => {
    await world.open('a', 'b');
    const first = world.record('a');
    world.listening.end('a', first);
    const second = world.record('a');
    await world.decide({ type: 'room', recordingIds: [first, second] });
    expect(await meetingOf('a')).toBeNull();
    await world.open('c');
    await world.meet('b', 'c');
    expect(world.results.at(-1)).toMatchObject({ outcome: 'found', others: 1 });
  });

  test('A8: whose partner vanished at the last moment is told that nobody is there', async () => {
    await world.open('a', 'b');
    const [a, b] = [world.record('a'), world.record('b')];
    await world.loseLine('b');
    await world.decide({ type: 'room', recordingIds: [a, b] });
    expect(world.results).toMatchObject([{ tabId: 'a', outcome: 'none', reason: 'alone' }]);
    expect(world.forgotten).toEqual([b]);
  });

  test('A3: a recording its page never ended is ended for it, answered and forgotten', async () => {
    await world.open('a');
    world.record('a');
    await world.pass(LIMITS.listeningMs + 8_000);
    expect([world.listening.size, world.results.length]).toEqual([0, 1]);
  });

  test('B1 A6: a recording that its person deletes is erased at once, by nobody else, and nothing comes of it', async () => {
    await world.open('a', 'b', 'c');
    const [a, b, c] = ['a', 'b', 'c'].map((tabId) => world.record(tabId));
    expect(world.listening.forget('b', a!)).toBe('unknown-recording');
    expect(world.forgotten).toEqual([]);
    expect(world.listening.forget('a', a!)).toBeNull();
    expect(world.forgotten).toEqual([a]);
    expect(world.listening.held('a')).toEqual([]);
    await world.decide({ type: 'room', recordingIds: [a!, b!, c!] });
    expect(world.results.map(({ tabId }) => tabId)).toEqual(['b', 'c']);
    expect(world.record('a'), 'and the tab can listen again').not.toBe(a);
  });

  test('a thread that dies takes its own recordings along, and no other, and no meeting', async () => {
    await world.open('a', 'b', 'c', 'd', 'e');
    await world.meet('d', 'e');
    const meeting = await meetingOf('d');
    const [a, b, c] = ['a', 'b', 'c'].map((tabId) => world.record(tabId));
    world.crash(b!);
    const told = world.results.filter(({ tabId }) => tabId < 'd');
    expect(told).toEqual([{ tabId: 'b', outcome: 'failed', recordingId: b, error: 'internal' }]);
    const states = [world.listening.stateOf('a', a!), world.listening.stateOf('b', b!)];
    expect(states).toEqual(['open', 'unknown-recording']);
    world.record('b'); // may try again at once
    await world.decide({ type: 'room', recordingIds: [a!, c!] });
    expect(await meetingOf('a')).toBe(await meetingOf('c'));
    expect([await meetingOf('d'), await meetingOf('e')]).toEqual([meeting, meeting]);
  });

  test('one tab records once at a time, and not without end', async () => {
    await world.open('a');
    const id = world.record('a');
    expect(() => world.record('a')).toThrow('recording-running');
    world.listening.end('a', id);
    for (let i = 0; i < 4; i += 1) world.listening.end('a', world.record('a'));
    expect(() => world.record('a')).toThrow('too-fast');
    await world.pass(6_000);
    expect(world.listening.size).toBe(0);
    world.record('a');
  });

  test('W12: one address never takes all places: alone two thirds, and whoever comes from elsewhere is heard', async () => {
    const heardOf = async (address: (i: number) => string) => {
      const tabs = Array.from({ length: LIMITS.concurrentRecordings }, () => world.newId());
      await world.open(...tabs);
      return tabs.filter((tabId, i) => {
        try {
          return world.record(tabId, address(i));
        } catch (error) {
          expect((error as Error).message).toBe('address-busy');
          return false;
        }
      }).length;
    };
    // The many addresses of one line are one.
    expect(await heardOf((i) => `2001:db8:0:1::${i.toString(16)}`)).toBe(40);
    expect(await heardOf(() => '192.0.2.1')).toBe(14);
    await world.open('somebody');
    world.record('somebody', '192.0.2.2');
    await world.pass(20_000);
    expect(world.listening.size).toBe(0);
    const many = Array.from({ length: LIMITS.concurrentRecordings }, () => world.newId());
    for (const tabId of many) world.record(tabId);
    expect(() => world.record('somebody')).toThrow('server-busy');
  });
});

describe('meetings that turn out to be one', () => {
  test('A4 C1: the younger comes along into the older with what lies on its table', async () => {
    await world.open('a', 'x', 'b', 'y');
    await world.meet('b', 'y');
    await world.pass(1_000);
    await world.meet('a', 'x');
    const { itemId } = await world.lay('x', 'from x');
    await world.pass(5_000);
    await world.meet('a', 'b');
    const meetings = await Promise.all(['a', 'x', 'b', 'y'].map(meetingOf));
    expect(new Set(meetings).size).toBe(1);
    expect(await itemsOn('b')).toEqual([itemId]);
    // From table to table, never without one: the form with what somebody is typing stays open.
    const told = world.meetingsSent.filter(({ tabId }) => tabId === 'x').map(({ view }) => view?.id ?? null);
    expect(told.filter((id) => id !== null)).toHaveLength(2);
    expect(told.slice(told.findIndex((id) => id !== null))).not.toContain(null);
  });

  test('C5: a tab that is closing is not brought along, and is gone in time', async () => {
    await world.open('a', 'x', 'b', 'y');
    await world.meet('b', 'y');
    await world.meet('a', 'x');
    await world.lay('x', 'secret');
    await world.live.bye('x');
    await world.loseLine('x');
    await world.pass(500);
    world.listening.forgetTab('a');
    world.listening.forgetTab('b');
    await world.meet('a', 'b');
    await world.pass(LIMITS.byeGraceMs + 500);
    expect((await world.view('b'))?.participants).toHaveLength(3);
    expect(await itemsOn('b')).toEqual([]);
    expect(await world.store.getTab('x')).toBeNull();
  });

  test('A8: established meetings stay apart, and both sides are told', async () => {
    await world.open('a', 'x', 'b', 'y');
    await world.meet('a', 'x');
    await world.meet('b', 'y');
    await world.pass(11_000);
    const before = [await meetingOf('a'), await meetingOf('b')];
    await world.meet('a', 'b');
    expect(world.results.slice(-2)).toMatchObject([{ reason: 'ambiguous' }, { reason: 'ambiguous' }]);
    expect([await meetingOf('a'), await meetingOf('b')]).toEqual(before);
  });

  test('a full meeting takes nobody in, and nobody loses the one they are in', async () => {
    const many = Array.from({ length: LIMITS.participantsPerMeeting }, (_, i) => `t${i}`);
    await world.open(...many, 'u', 'v');
    await world.meet(...many);
    await world.meet('u', 'v');
    const { itemId } = await world.lay('u', 'mine');
    await world.live.leave('v');
    await world.pass(11_000);
    await world.meet('t0', 'u');
    expect(world.results.at(-1)).toMatchObject({ tabId: 'u', outcome: 'failed', error: 'meeting-full' });
    expect(await itemsOn('u')).toEqual([itemId]);
  });
});

describe('a quiet room', () => {
  const play = (recordingId: string) => ({ type: 'play', recordingId, delayMs: 300 }) as const;

  test('B5: who is to play is told so with a seed of its own, and nobody else is', async () => {
    await world.open('a', 'b');
    const [a, b] = ['a', 'b'].map((tabId) => world.record(tabId));
    await world.decide(play(a!), play(b!));
    expect(world.played).toMatchObject([
      { tabId: 'a', recordingId: a, delayMs: 300 },
      { tabId: 'b', recordingId: b, delayMs: 300 },
    ]);
    expect(world.played[0]?.seed).not.toBe(world.played[1]?.seed);
  });

  test('A3 B5: a recording that has ended, has its answer, or is gone, is asked for nothing', async () => {
    await world.open('a', 'b', 'c', 'd');
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((tabId) => world.record(tabId));
    world.listening.end('a', a!);
    await world.decide({ type: 'none', recordingId: b!, reason: 'alone' });
    world.listening.forgetTab('c');
    await world.decide(play(a!), play(b!), play(c!), play(d!));
    expect(world.played.map(({ tabId }) => tabId)).toEqual(['d']);
  });
});

describe('tabs come and go', () => {
  test('C1: a line that comes back finds everything, and the others see who is here', async () => {
    await world.open('a', 'b');
    await world.meet('a', 'b');
    const { itemId } = await world.lay('a', 'mine');
    await world.loseLine('a');
    expect((await world.view('b'))?.participants.map(({ here }) => here)).toEqual([false, true]);
    await world.pass(30_000);
    await world.open('a');
    expect((await world.view('b'))?.participants.map(({ here }) => here)).toEqual([true, true]);
    expect(await itemsOn('a')).toEqual([itemId]);
  });

  test('C5: a closed tab and its things are gone within 5 s, and the server forgets it', async () => {
    await world.open('a', 'b');
    await world.meet('a', 'b');
    const { itemId } = await world.lay('a', 'mine');
    await world.live.bye('a');
    await world.loseLine('a');
    await world.pass(3_750);
    expect(await itemsOn('b')).toEqual([itemId]);
    await world.pass(750);
    expect(await itemsOn('b')).toEqual([]);
    expect(await world.store.getTab('a')).toBeNull();
  });

  test('C8: a meeting nobody could enter ends by itself', async () => {
    const meeting = await world.live.open();
    expect(await world.store.summary(meeting)).not.toBeNull();
    await world.pass(5_000);
    expect(await world.store.summary(meeting)).toBeNull();
  });

  test('a tab without a meeting is forgotten with its line', async () => {
    await world.open('a');
    await world.loseLine('a');
    expect(await world.store.getTab('a')).toBeNull();
  });
});
