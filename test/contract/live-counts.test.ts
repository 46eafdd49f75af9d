import { expect, test } from 'vitest';
import { createLiveWorld } from './live-world.ts';

const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(22)) as [
  string,
  string,
  string,
  string,
];

test('W6: a meeting is counted once, when two are in it, and what came of listening by its reason', async () => {
  const world = createLiveWorld();
  await world.open(A, B, C, D);
  await world.invites.invite(D); // alone
  expect(world.counted).toEqual([]);
  await world.meet(A, B);
  expect(world.counted.filter(([measure]) => measure === 'meeting')).toHaveLength(1);
  await world.live.leave(B);
  await world.meetAnew(A, B, C);
  const alone = world.record(D);
  await world.decide({ type: 'none', recordingId: alone, reason: 'too-quiet' });
  expect(world.counted.filter(([measure]) => measure === 'meeting')).toHaveLength(1);
  const results = world.counted.filter(([measure]) => measure === 'match').map(([, value]) => value);
  expect(results).toEqual(['found', 'found', 'found', 'found', 'found', 'too-quiet']);
  for (const tab of [A, B, C]) await world.live.leave(tab);
  await world.meetAnew(A, B);
  expect(world.counted.filter(([measure]) => measure === 'meeting')).toHaveLength(2);
});

test('W6: an item is counted by its kind when it is laid down, not when it moves; no id is counted', async () => {
  const world = createLiveWorld();
  await world.open(A, B);
  const { itemId } = await world.lay(A, 'https://example.org/', { kind: 'url' });
  await world.lay(A, 'https://example.org/', { kind: 'url', itemId }); // again
  await world.meet(A, B); // from the shelf to the table
  const file = await world.announce(B, 20);
  expect(await world.send(B, file.itemId)).toBeNull();
  await world.lay(B, '', { kind: 'note' }); // refused
  const items = world.counted.filter(([measure]) => measure === 'item');
  expect(items).toEqual([
    ['item', 'url'],
    ['item', 'file'],
  ]);
  const known = new Set(['meeting', 'match', 'item', 'found', 'url', 'file']);
  expect(world.counted.flat().filter((word) => !known.has(word ?? ''))).toEqual([]);
});

test('W6 W12: whoever guesses at codes is noted with the address once it is too often, and not before', async () => {
  const world = createLiveWorld();
  await world.open(A);
  let tries = 0;
  while (tries < 1_000 && (await world.invites.enter(A, 'w000 w000 w000 w000', '192.0.2.1')) === 'bad-code') {
    tries += 1;
    expect(world.limited).toEqual([]);
  }
  expect(world.limited).toEqual([['192.0.2.1', 'limit enter-code']]);
});
