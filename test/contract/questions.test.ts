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
const outcomes = () =>
  world.results.map(
    (result) => `${result.tabId} ${result.outcome === 'none' ? result.reason : result.outcome}`,
  );
/** Forgets what the pages were told so far. */
const clear = () => {
  world.results.length = 0;
  world.meetingsSent.length = 0;
};

describe('two devices that fit weakly', () => {
  test('A8: both are asked, hear of the number of devices and of nothing else, and two yes make a meeting', async () => {
    await world.open('a', 'b');
    await world.live.rename('a', 'Ada');
    clear();
    const [a, b] = await world.fitWeakly('a', 'b');
    const questionId = world.asked[0]!.questionId;
    expect(world.asked).toEqual([
      { tabId: 'a', questionId, recordingId: a, devices: 1 },
      { tabId: 'b', questionId, recordingId: b, devices: 1 },
    ]);
    expect(await world.answer('a', true)).toBeNull();
    expect([outcomes(), world.meetingsSent]).toEqual([[], []]);
    await world.answer('b', true);
    expect(outcomes()).toEqual(['a found', 'b found']);
    expect(world.results).toMatchObject([
      { recordingId: a, others: 1 },
      { recordingId: b, others: 1 },
    ]);
    expect(await meetingOf('a')).toBe(await meetingOf('b'));
    expect(await meetingOf('a')).not.toBeNull();
  });

  test('A8: one no, and neither is in a meeting; each hears the same words', async () => {
    await world.open('a', 'b');
    clear();
    await world.fitWeakly('a', 'b');
    await world.answer('a', true);
    await world.answer('b', false);
    expect(outcomes().sort()).toEqual(['a no-match', 'b no-match']);
    expect(world.meetingsSent).toEqual([]);
    expect(await world.answer('a', true), 'it is over').toBe('not-found');
  });

  test('A8: nobody answers: after half a minute both are told that no room was found', async () => {
    await world.open('a', 'b');
    await world.fitWeakly('a', 'b');
    await world.pass(LIMITS.questionMs - 250);
    expect(outcomes()).toEqual([]);
    await world.pass(500);
    expect(outcomes()).toEqual(['a no-match', 'b no-match']);
    expect(await world.answer('b', true)).toBe('not-found');
  });

  test('A8: nobody answers for another, and not to a question that was not asked', async () => {
    await world.open('a', 'b', 'eve');
    await world.fitWeakly('a', 'b');
    const { questionId } = world.asked[0]!;
    expect(await world.listening.answer('eve', questionId, true)).toBe('not-found');
    expect(await world.listening.answer('a', world.newId(), true)).toBe('not-found');
    await world.answer('a', true);
    expect(await world.answer('a', false), 'the first answer counts').toBeNull();
    await world.answer('b', true);
    expect(outcomes()).toEqual(['a found', 'b found']);
  });

  test('A6: no more sound is taken while people are asked, and the question outlives the recording', async () => {
    await world.open('a', 'b');
    const [a] = await world.fitWeakly('a', 'b');
    await world.pass(10_000);
    expect(world.listening.size).toBe(0);
    expect(world.listening.end('a', a!)).toBe('unknown-recording');
    await world.answer('a', true);
    await world.answer('b', true);
    expect(outcomes()).toEqual(['a found', 'b found']);
  });
});

describe('who goes meanwhile', () => {
  test.each([
    ['loses its line', () => world.loseLine('a')],
    ['leaves its meeting', async () => world.listening.withdraw('a')],
    ['deletes the recording', async () => void world.listening.forget('a', world.asked[0]!.recordingId)],
    ['taps again', async () => void world.record('a')],
  ])('A8: whoever %s is asked no more, and the other is told that no room was found', async (_, go) => {
    await world.open('a', 'b');
    await world.fitWeakly('a', 'b');
    await world.answer('a', true);
    await go();
    expect(outcomes()).toEqual(['b no-match']);
    await world.answer('b', true);
    expect([await meetingOf('a'), await meetingOf('b')]).toEqual([null, null]);
  });

  test('A4 A8: a room found for sure goes before the question', async () => {
    await world.open('a', 'b', 'c');
    const [a, b, c] = ['a', 'b', 'c'].map((tabId) => world.record(tabId));
    await world.decide({ type: 'ask', recordingIds: [a!, b!], why: 'weak' });
    await world.decide({ type: 'room', recordingIds: [b!, c!] });
    expect(outcomes()).toEqual(['b found', 'c found', 'a no-match']);
    expect(await world.answer('b', true)).toBe('not-found');
    expect(await meetingOf('a')).toBeNull();
  });

  test('who has tapped again already is not asked about the last time', async () => {
    await world.open('a', 'b');
    const [a, b] = [world.record('a'), world.record('b')];
    world.listening.end('a', a);
    world.record('a');
    await world.decide({ type: 'ask', recordingIds: [a, b], why: 'weak' });
    expect(world.asked).toEqual([]);
    expect(outcomes()).toEqual(['a no-match', 'b no-match']);
  });
});

describe('who is in a meeting already', () => {
  test('A4 A8: a newcomer joins the meeting of whoever said yes too', async () => {
    await world.open('a', 'x', 'late');
    await world.meet('a', 'x');
    await world.lay('x', 'inside');
    const meeting = await meetingOf('a');
    clear();
    await world.fitWeakly('a', 'late');
    expect(
      world.asked.map(({ devices }) => devices),
      'not how many are in the meeting',
    ).toEqual([1, 1]);
    await world.answer('late', true);
    expect(world.meetingsSent, 'nothing of it is shown before both said yes').toEqual([]);
    await world.answer('a', true);
    expect(await meetingOf('late')).toBe(meeting);
    expect((await world.view('late'))?.items).toHaveLength(1);
  });

  test('A8: established meetings stay apart, whatever their people answer', async () => {
    await world.open('a', 'x', 'b', 'y');
    await world.meet('a', 'x');
    await world.meet('b', 'y');
    await world.pass(11_000);
    const before = [await meetingOf('a'), await meetingOf('b')];
    clear();
    await world.fitWeakly('a', 'b');
    await world.answer('a', true);
    await world.answer('b', true);
    expect(outcomes()).toEqual(['a ambiguous', 'b ambiguous']);
    expect([await meetingOf('a'), await meetingOf('b')]).toEqual(before);
  });

  test('people of one meeting are not asked about each other, and do not count as devices nearby', async () => {
    await world.open('a', 'x', 'late');
    await world.meet('a', 'x');
    clear();
    await world.fitWeakly('a', 'x');
    expect(world.asked).toEqual([]);
    expect(outcomes()).toEqual(['a no-match', 'x no-match']);
    await world.pass(6_000);
    await world.fitWeakly('a', 'x', 'late');
    expect(world.asked.map(({ tabId, devices }) => `${tabId} ${devices}`)).toEqual(['a 1', 'x 1', 'late 2']);
  });
});

test('A8: of three, those who said yes are in one meeting, also who says it last', async () => {
  await world.open('a', 'b', 'c', 'd');
  await world.fitWeakly('a', 'b', 'c', 'd');
  expect(world.asked.map(({ devices }) => devices)).toEqual([3, 3, 3, 3]);
  await world.answer('a', true);
  await world.answer('b', false);
  await world.answer('c', true);
  const meeting = await meetingOf('a');
  expect(meeting).not.toBeNull();
  expect([await meetingOf('b'), await meetingOf('c'), await meetingOf('d')]).toEqual([null, meeting, null]);
  await world.answer('d', true);
  expect(await meetingOf('d')).toBe(meeting);
  expect(outcomes()).toEqual(['b no-match', 'a found', 'c found', 'd found']);
  expect(world.results.at(-1)).toMatchObject({ others: 2 });
});
