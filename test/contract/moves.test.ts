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
    await world.meet('a');
    const locked = await world.live.open();
    await world.live.join('a', locked);
    await world.live.act('a', (participantId) => ({ type: 'lock', participantId, on: true }));
    const other = await world.live.open();
    await world.live.join('b', other);
    await world.live.join('c', other);
    expect(await world.live.join('c', locked)).toBe('locked');
    expect((await world.view('a'))?.knocks).toHaveLength(1);
    await world.live.leave('c');
    expect((await world.view('a'))?.knocks).toHaveLength(0);
    const third = await world.live.open();
    expect(await world.live.join('b', locked)).toBe('locked');
    await world.live.join('b', third);
    expect((await world.view('a'))?.knocks).toHaveLength(0);
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
  test('only bytes keep an upload alive, and none lives longer than ten minutes', async () => {
    await world.open('a');
    const { itemId } = await world.announce('a', 1_000);
    for (let i = 0; i < 4; i += 1) {
      await world.skip(LIMITS.uploadPauseMs / 4);
      world.content.beginUpload('a', itemId);
    }
    await world.skip(250);
    expect([(await world.content.held('a')).uploads, world.vault.bytes]).toEqual([[], 0]);
    const slow = await world.announce('a', 1_000);
    const upload = world.content.beginUpload('a', slow.itemId)!;
    for (let ms = 0; ms < LIMITS.uploadMs; ms += 20_000) {
      expect(world.content.takeBytes(upload, new Uint8Array(1))).toBe(true);
      await world.skip(20_000);
    }
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

  test('C3: a file that is announced again while it is looked at is not sent again', async () => {
    await world.open('a');
    const { itemId } = await world.announce('a', 1_000);
    const sending = world.send('a', itemId);
    const again = await world.announce('a', 1_000, itemId);
    expect(again.error).toBeNull();
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
