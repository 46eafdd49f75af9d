import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { createLiveWorld } from './live-world.ts';

/*
 * What happens at the same time, and what is on its way while people move.
 */
let world: ReturnType<typeof createLiveWorld>;
beforeEach(() => {
  world = createLiveWorld();
});
afterEach(() => {
  expect(world.faults, 'what went wrong unseen').toEqual([]);
});
const meetingOf = async (tabId: string) => (await world.view(tabId))?.id ?? null;
const onTable = async (tabId: string) => (await world.view(tabId))?.items.map(({ id }) => id) ?? [];
const onShelf = (tabId: string) => world.shelves.get(tabId)?.items.map(({ id }) => id) ?? [];

describe('at the same time', () => {
  test('C2: two additions before any meeting lie on one shelf, and an "x" finds both at once', async () => {
    world = createLiveWorld({ slow: true });
    await world.open('a');
    const [first, second] = await Promise.all([world.lay('a', 'one'), world.lay('a', 'two')]);
    expect(onShelf('a')).toEqual([first.itemId, second.itemId]);
    expect(await world.content.remove('a', first.itemId)).toBeNull(); // C3: the screen has said nothing yet
    expect(onShelf('a')).toEqual([second.itemId]);
    expect(world.vault.items).toBe(1);
  });

  test('A4: two rooms found at once leave one participant, in one of them', async () => {
    await world.open('a', 'b', 'c');
    const [first, second] = [await world.live.open(), await world.live.open()];
    await world.live.join('b', first);
    await world.live.join('c', second);
    await Promise.all([world.live.join('a', first), world.live.join('a', second)]);
    const sizes = [await world.store.summary(first), await world.store.summary(second)];
    expect(sizes.map((meeting) => meeting?.size)).toEqual([1, 2]);
  });

  test('B7: two who stand at each other’s doors and say yes at once change places, and nobody waits forever', async () => {
    await world.open('a', 'b');
    const [first, second] = [await world.live.open(), await world.live.open()];
    await world.live.join('a', first);
    await world.live.join('b', second);
    const lock = (participantId: string) => ({ type: 'lock', participantId, on: true }) as const;
    await Promise.all([world.live.act('a', lock), world.live.act('b', lock)]);
    expect(await Promise.all([world.live.join('a', second), world.live.join('b', first)])).toEqual([
      'locked',
      'locked',
    ]);
    await Promise.all(
      ['a', 'b'].map(async (tabId) => {
        const knockId = (await world.view(tabId))?.knocks[0]?.id ?? 'none';
        await world.live.act(tabId, (participantId) => ({
          ...{ type: 'knock-answer', participantId, knockId, yes: true },
        }));
      }),
    );
    await world.settled();
    const rooms = [await meetingOf('a'), await meetingOf('b')];
    expect(rooms).toEqual([second, first]);
  });

  test('a page that asks for the whole again and again, and does not show it, is sent it once', async () => {
    world = createLiveWorld({ slow: true });
    await world.open('a');
    world.acknowledge('a');
    await world.settled();
    const before = world.meetingsSent.length;
    for (let i = 0; i < 20; i += 1) await world.live.refresh('a');
    expect(world.meetingsSent.length - before).toBe(1);
    world.acknowledge('a');
    await world.settled();
    await world.live.refresh('a');
    expect(world.meetingsSent.length - before).toBe(2);
  });
});

describe('while people move', () => {
  test('C4 C8: what a full table has no room for is on its owner’s shelf, and goes with its owner', async () => {
    const people = Array.from({ length: 7 }, (_, i) => `p${i}`);
    await world.open(...people, 'a', 'b');
    await world.meet(...people);
    for (const tabId of people) for (let i = 0; i < 28; i += 1) await world.lay(tabId, `${tabId} ${i}`);
    await world.meet('a', 'b');
    const mine: string[] = [];
    for (let i = 0; i < LIMITS.itemsPerParticipant; i += 1) mine.push((await world.lay('a', 'mine')).itemId);
    expect((await world.lay('a', 'one more')).error).toBe('too-many-items');
    const there = (await world.view('p0'))!;
    await world.live.join('a', there.id);
    const room = LIMITS.itemsPerMeeting - there.items.length;
    expect((await onTable('a')).filter((id) => mine.includes(id))).toHaveLength(room);
    expect(onShelf('a')).toHaveLength(LIMITS.itemsPerParticipant - room);
    await world.live.leave('a');
    await world.live.bye('a');
    await world.loseLine('a');
    await world.pass(5_000);
    expect(mine.filter((id) => world.vault.key(id) !== null)).toEqual([]);
  });

  test('B7: a yes that comes after the person went into another meeting, or left, takes them nowhere', async () => {
    await world.open('a', 'b', 'c');
    const [locked, other, third] = [
      await world.live.open(),
      await world.live.open(),
      await world.live.open(),
    ];
    await world.live.join('a', locked);
    await world.live.act('a', (participantId) => ({ type: 'lock', participantId, on: true }));
    const knocksOfB = async () => {
      await world.live.join('b', other);
      expect(await world.live.join('b', locked)).toBe('locked');
      return (await world.view('a'))?.knocks.at(-1)?.id ?? 'none';
    };
    const sayYes = (knockId: string) =>
      world.live.act('a', (participantId) => ({ type: 'knock-answer', participantId, knockId, yes: true }));
    const left = await knocksOfB();
    await world.live.leave('b');
    expect(world.doors.at(-1)).toEqual({ tabId: 'b', state: 'gone' });
    expect(await sayYes(left)).toBe('not-found');
    const joined = await knocksOfB();
    await world.live.join('b', third);
    expect(await sayYes(joined)).toBe('not-found');
    expect(await meetingOf('b')).toBe(third);
    // At the same time: whichever comes first, it is one of the two, and the person is where the screen says.
    const meanwhile = await knocksOfB();
    await Promise.all([sayYes(meanwhile), world.live.leave('b')]);
    await world.settled();
    expect(world.screens.get('b')?.id ?? null).toBe(await meetingOf('b'));
    // The control: a yes to somebody who waits does take them in.
    expect(await sayYes(await knocksOfB())).toBeNull();
    await world.settled();
    expect(await meetingOf('b')).toBe(locked);
    expect(world.doors.at(-1)).toEqual({ tabId: 'b', state: 'over', admitted: true });
  });

  test('C5: a tab that is closing is brought nowhere, and what it laid down is gone in time', async () => {
    await world.open('a', 'b');
    await world.lay('a', 'staged');
    await world.live.bye('a'); // its line still stands
    await world.meetAnew('a', 'b');
    expect(await meetingOf('a')).toBeNull();
    await world.loseLine('a');
    await world.pass(5_000);
    expect([world.vault.items, await world.store.getTab('a')]).toEqual([0, null]);
    // A reload says the same, and comes back.
    await world.open('c');
    await world.live.bye('c');
    await world.open('c');
    await world.meetAnew('c', 'b');
    expect(await meetingOf('c')).toBe(await meetingOf('b'));
  });

  test('C7: a file that arrives late lies where it was announced, or on the shelf, never in front of others', async () => {
    await world.open('a', 'b', 'c');
    await world.meet('a', 'b');
    const { itemId: first } = await world.announce('a', 100);
    const other = await world.live.open();
    await world.live.join('c', other);
    await world.live.join('a', other);
    expect(await world.send('a', first)).toBeNull();
    expect([await onTable('c'), onShelf('a')]).toEqual([[], [first]]);
    await world.live.leave('a');
    await world.live.holdBack('a', true);
    const { itemId: second } = await world.announce('a', 100);
    await world.meetAnew('a', 'b');
    expect(await world.send('a', second)).toBeNull();
    expect(await onTable('b')).toEqual([]);
    expect(onShelf('a')).toContain(second);
    const { itemId: third } = await world.announce('a', 100);
    await world.send('a', third);
    expect(await onTable('b')).toEqual([third]);
  });
});

describe('uploads', () => {
  test('B1: only bytes keep an upload alive, none lives longer than ten minutes, and the list says until when', async () => {
    await world.open('a');
    const { itemId } = await world.announce('a', 1_000);
    expect((await world.content.held('a')).uploads[0]?.until).toBe(world.now() + LIMITS.uploadStartMs);
    for (let i = 0; i < 4; i += 1) {
      await world.skip(LIMITS.uploadStartMs / 4);
      world.content.beginUpload('a', itemId);
    }
    await world.skip(250);
    expect([(await world.content.held('a')).uploads, world.vault.bytes]).toEqual([[], 0]);
    const slow = await world.announce('a', 1_000);
    const upload = world.content.beginUpload('a', slow.itemId)!;
    expect(world.content.takeBytes(upload, new Uint8Array(1))).toBe(true);
    const first = world.now();
    for (let at = 20_000; at < LIMITS.uploadMs; at += 20_000) {
      await world.skip(20_000);
      expect(world.content.takeBytes(upload, new Uint8Array(1))).toBe(true);
    }
    expect(world.content.isTooSlow(upload)).toBe(false);
    expect((await world.content.held('a')).uploads[0]?.until).toBe(first + LIMITS.uploadMs);
    await world.skip(20_000);
    expect(world.content.isTooSlow(upload)).toBe(true);
    expect([(await world.content.held('a')).uploads, world.vault.bytes]).toEqual([[], 0]);
  });

  test('one address cannot have the whole memory wait for it; what has arrived counts no more', async () => {
    world = createLiveWorld({ bytes: 2 ** 31 });
    const tabs = Array.from({ length: 11 }, (_, i) => `t${i}`);
    await world.open(...tabs);
    const size = 25 * 1024 * 1024;
    const said = [];
    for (const tabId of tabs) said.push((await world.announce(tabId, size)).error);
    expect(said).toEqual([...Array(10).fill(null), 'too-many-uploads']);
    const [waiting] = (await world.content.held('t0')).uploads;
    await world.content.remove('t0', waiting!.itemId);
    expect((await world.announce('t10', size)).error).toBeNull();
  });

  test('W12: one line, however many addresses it has, gets three quarters of the memory and no more', async () => {
    world = createLiveWorld({ bytes: 4_000 });
    await world.open('a', 'b', 'c');
    for (const [tabId, address] of [
      ['a', '2001:db8:0:1::1'],
      ['b', '2001:db8:0:1::2'],
      ['c', '2001:db8:0:1::3'],
    ] as const) {
      const { itemId, error } = await world.announce(tabId, 1_200, undefined, address);
      if (tabId === 'c') expect(error).toBe('memory-full');
      else expect(await world.send(tabId, itemId)).toBeNull();
    }
    expect((await world.announce('c', 1_200, undefined, '2001:db8:0:2::1')).error).toBeNull();
  });

  test('W12: texts of one line have three quarters of the memory for texts, however many tabs it opens; what is erased makes room', async () => {
    const perItem = 1_024 + 44; // 'words', sealed, as characters
    world = createLiveWorld({ textBytes: 100 * perItem });
    const lay = async (i: number, address: string) => {
      const tabId = `t${i}`;
      await world.open(tabId);
      return { tabId, ...(await world.lay(tabId, 'words', { address })) };
    };
    const laid = [];
    for (let i = 0; i < 90; i += 1) laid.push(await lay(i, `2001:db8:0:1::${i.toString(16)}`));
    const kept = laid.filter(({ error }) => error === null);
    expect(kept.length).toBe(75);
    expect(new Set(laid.slice(kept.length).map(({ error }) => error))).toEqual(new Set(['memory-full']));
    const elsewhere = await lay(100, '2001:db8:0:2::1');
    expect(elsewhere.error).toBeNull();
    expect(world.vault.items).toBe(kept.length + 1);
    for (const { tabId, itemId } of kept) await world.content.remove(tabId, itemId);
    expect((await lay(101, '2001:db8:0:1::1')).error).toBeNull();
  });

  test('C3: a file that is announced again while it is looked at is not sent again', async () => {
    await world.open('a');
    const { itemId } = await world.announce('a', 1_000);
    const sending = world.send('a', itemId);
    const again = await world.announce('a', 1_000, itemId);
    expect(again).toMatchObject({ error: null, upload: false });
    expect(world.content.beginUpload('a', itemId)).toBeNull();
    expect(await sending).toBeNull();
    expect(onShelf('a')).toEqual([itemId]);
  });
});

test('B2: a screen that is let go is outstanding no more', async () => {
  await world.open('a', 'b');
  await world.meet('a', 'b');
  const { itemId } = await world.lay('a', 'mine');
  await world.live.bye('b');
  await world.loseLine('b');
  await world.content.remove('a', itemId);
  await world.settled();
  expect(world.receiptsSent.at(-1)).toMatchObject({ away: 1, done: false });
  await world.pass(5_000);
  expect(world.receiptsSent.at(-1)).toMatchObject({ away: 0, gone: 2, done: true });
});
