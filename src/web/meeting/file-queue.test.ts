import { describe, expect, test } from 'vitest';
import { fakeLine, id, picture, settled, there } from '../../../test/web/fake-line.ts';

/** Two that begin together may overtake one another while they are sealed. */
const inOrder = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** A line on which so many files were laid down, one after the other, none of whose bytes arrive by themselves. */
async function withFiles(n: number) {
  const line = fakeLine();
  line.bytesAnswer('none yet');
  for (let i = 0; i < n; i += 1) void line.outbox.add(picture);
  await settled();
  const ended = new Set<unknown>();
  const going = () =>
    line.uploads
      .filter((each) => !ended.has(each) && !each.signal.aborted)
      .toSorted((a, b) => a.itemId.localeCompare(b.itemId));
  return {
    ...line,
    announced: () => inOrder(line.announced()),
    /** Numbers of the files whose bytes are on their way. */
    going: () => going().map(({ itemId }) => Number(itemId)),
    /** The first of them ends so, and is seen on the table when it arrived. */
    async end(trouble: Parameters<(typeof line.uploads)[0]['end']>[0] = null) {
      const first = going()[0];
      if (first === undefined) throw new Error('Nothing is on its way');
      ended.add(first);
      first.end(trouble);
      if (trouble === null) line.outbox.settle(there(first.itemId));
      await settled();
      return Number(first.itemId);
    },
  };
}

describe('files on their way', () => {
  test('C1: ten files go two at a time, each announced when it is its turn, and all arrive', async () => {
    const { outbox, announced, going, end } = await withFiles(10);
    const arrived: number[] = [];
    let most = 0;
    while (outbox.pending.value.length > 0) {
      most = Math.max(most, going().length);
      expect(announced()).toEqual(count(Math.min(10, arrived.length + 2)));
      const waits = outbox.pending.value.filter(({ progress }) => progress === null);
      expect(waits).toHaveLength(Math.max(0, 8 - arrived.length));
      arrived.push(await end());
    }
    expect([most, arrived]).toEqual([2, count(10)]);
  });

  test.each([
    ...([
      'upload-broken',
      'not-found',
      'offline',
      'too-fast',
      'server-busy',
      'state-away',
      'internal',
    ] as const),
  ])(
    'C1: a file that ends twice with “%s” is tried again by itself, after pauses that grow, and arrives',
    async (trouble) => {
      const { outbox, timers, announced, end } = await withFiles(1);
      for (const pause of [1_000, 2_000]) {
        await end(trouble);
        expect(timers.pauses()).toEqual([pause]);
        expect(outbox.pending.value).toMatchObject([{ progress: null, trouble: null }]);
        expect(outbox.waiting.value.has(id(1))).toBe(true);
        await timers.pass(pause);
      }
      await end();
      expect(announced()).toEqual([1, 1, 1]);
      expect([outbox.pending.value, outbox.waiting.value.size, timers.pauses()]).toEqual([[], 0, []]);
    },
  );

  test('C1: a file that pauses leaves its place to the next one', async () => {
    const { timers, going, end } = await withFiles(4);
    await end('upload-broken');
    expect(going()).toEqual([2, 3]);
    await timers.pass(1_000);
    await end();
    await end();
    expect(going()).toEqual([1, 4]);
  });

  test('C1: what goes wrong time and again asks for a tap, and then begins anew', async () => {
    const { outbox, timers, going, end } = await withFiles(1);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000]) {
      await end('upload-broken');
      await timers.pass(pause);
    }
    await end('upload-broken');
    expect(outbox.pending.value).toMatchObject([{ trouble: 'upload-broken', progress: null }]);
    expect([outbox.waiting.value.size, timers.pauses()]).toEqual([0, []]);
    outbox.retry(id(1));
    await settled();
    expect(going()).toEqual([1]);
    await end('upload-broken');
    expect(timers.pauses()).toEqual([1_000]);
  });

  test('C1: what the servers could not take for long goes on by itself when they can', async () => {
    const { outbox, timers, going, end } = await withFiles(1);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000]) {
      await end('state-away');
      await timers.pass(pause);
    }
    await end('state-away');
    expect(outbox.pending.value).toMatchObject([{ trouble: 'state-away' }]);
    outbox.resume(there());
    await settled();
    expect(going()).toEqual([1]);
  });

  test.each(['upload-slow', 'quota-full'] as const)(
    'C1: “%s” stays as the reason until the file is tried again or taken away',
    async (trouble) => {
      const { outbox, timers, going, end } = await withFiles(1);
      await end(trouble);
      expect([outbox.pending.value[0]?.trouble, timers.pauses()]).toEqual([trouble, []]);
      outbox.resume(there());
      await settled();
      expect(going()).toEqual([]);
      outbox.retry(id(1));
      await settled();
      expect(going()).toEqual([1]);
    },
  );

  test('C1: without a line nothing is tried; when it is back, all of it is, in the old order', async () => {
    const { outbox, timers, announced, goes, going, end } = await withFiles(5);
    await end('offline');
    goes('offline');
    await timers.pass(60_000);
    await end('offline');
    await end('offline');
    expect([going(), announced()]).toEqual([[], [1, 2, 3]]);
    expect(outbox.pending.value.map(({ progress, trouble }) => progress ?? trouble)).toEqual(
      count(5).map(() => null),
    );
    goes('online');
    outbox.resume(there());
    await settled();
    expect(going()).toEqual([1, 2]);
    for (let n = 0; n < 5; n += 1) await end();
    expect(outbox.pending.value).toEqual([]);
  });

  test('C1: a new line breaks off what was on its way over the old one, and sends it again', async () => {
    const { outbox, uploads, going } = await withFiles(3);
    outbox.resume(there(id(2)));
    await settled();
    const brokenOff = (n: number) =>
      uploads.filter(({ itemId }) => itemId === id(n)).map(({ signal }) => signal.aborted);
    // The second arrived, although its answer is still to come.
    expect([1, 2, 3].map(brokenOff)).toEqual([[true, false], [false], []]);
    expect(going()).toEqual([1, 2]);
  });

  test('C1: a file on the table whose answer was lost is not sent again', async () => {
    const { outbox, uploads, timers } = await withFiles(1);
    outbox.settle(there(id(1)));
    uploads[0]?.end('offline');
    await settled();
    expect([outbox.pending.value, timers.pauses()]).toEqual([[], []]);
  });

  test('C3: a file is cancelled on its way, in a pause and before its turn; another takes its place', async () => {
    const { outbox, timers, announced, removed, going, end } = await withFiles(5);
    expect(await outbox.remove(id(4))).toBeNull();
    await outbox.remove(id(1));
    await settled();
    expect(going()).toEqual([2, 3]);
    await end('upload-broken');
    await outbox.remove(id(2));
    await timers.pass(1_000);
    expect([going(), announced()]).toEqual([
      [3, 5],
      [1, 2, 3, 5],
    ]);
    expect(removed(), 'the server never heard of the fourth').toEqual([1, 2]);
    expect(outbox.copyOf(id(4))).toBeNull();
  });

  test('C4: whoever leaves gives up all of them at once, and none takes the place of another', async () => {
    const { outbox, announced, removed, going } = await withFiles(5);
    outbox.leave(there());
    await settled();
    expect([outbox.pending.value, going(), announced()]).toEqual([[], [], [1, 2]]);
    expect(removed()).toEqual([1, 2]);
  });
});

describe('files that were chosen for another table', () => {
  test.each([
    ['in another meeting', { meetingId: id(91), held: false }],
    ['before it, by somebody who holds back', { meetingId: null, held: true }],
  ])('C7: what was chosen %s waits for a tap', async (_, before) => {
    const line = fakeLine();
    const { outbox, uploads } = line;
    line.goes('offline');
    line.isAt(before);
    void outbox.add(picture);
    line.isAt({ ...before, meetingId: id(92) });
    line.goes('online');
    outbox.resume(there());
    await settled();
    expect([line.announced(), outbox.pending.value[0]?.trouble]).toEqual([[], 'other-meeting']);
    outbox.retry(id(1));
    await settled();
    expect([line.announced(), uploads.length]).toEqual([[1], 1]);
  });

  test('C7: what was chosen before a meeting comes along into it', async () => {
    const line = fakeLine();
    line.goes('offline');
    void line.outbox.add(picture);
    line.isAt({ meetingId: id(92), held: false });
    line.goes('online');
    line.outbox.resume(there());
    await settled();
    expect(line.announced()).toEqual([1]);
  });
});
