import { describe, expect, test } from 'vitest';
import { LIMITS } from '../shared/limits.ts';
import { createMeeting, type Effect, type Meeting, type MeetingEvent } from './meeting.ts';
import { nextDeadline, transition } from './transition.ts';
import { meetingView } from './views.ts';

const T0 = 1_000_000;
const note = (text: string) => ({ kind: 'note', sealed: text, file: null }) as const;
const coming = (participantId: string, name: string | null = null) =>
  ({
    type: 'join',
    ...{ participantId, name, admitted: false },
    ...{ reader: `reader-${participantId}`, visitor: `visitor-${participantId}` },
  }) as const;

/** Carries events out one after the other, all at one time unless said otherwise. */
function outcomeOf(meeting: Meeting, events: readonly (MeetingEvent & { at?: number })[]) {
  const effects: Effect[] = [];
  let current = meeting;
  for (const { at, ...event } of events) {
    const next = transition(current, event as MeetingEvent, at ?? T0);
    current = next.meeting;
    effects.push(...next.effects);
  }
  return { meeting: current, effects };
}

const ada = coming('ada', 'Ada');
const bob = coming('bob');
const both = outcomeOf(createMeeting('m', T0), [ada, bob]).meeting;
const add = (participantId: string, itemId: string): MeetingEvent => ({
  type: 'item-add',
  participantId,
  itemId,
  content: note(itemId),
});
const lastChange = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'publish' ? [effect.change] : [])).at(-1);

describe('joining', () => {
  test('N1: a participant without a name joins, everybody hears of it, and the newcomer gets the whole view', () => {
    const { meeting, effects } = transition(outcomeOf(createMeeting('m', T0), [ada]).meeting, bob, T0);
    expect(meetingView(meeting, 'bob')?.participants.map((p) => p.name)).toEqual(['Ada', null]);
    expect(effects).toEqual([
      {
        type: 'publish',
        revision: 2,
        change: { type: 'joined', participant: { id: 'bob', name: null, here: true } },
      },
      { type: 'welcome', participantId: 'bob' },
      { type: 'company' },
    ]);
  });

  test('C1: who joins later sees what is on the table', () => {
    const { meeting } = outcomeOf(createMeeting('m', T0), [ada, add('ada', 'x'), bob]);
    expect(meetingView(meeting, 'bob')?.items.map((item) => item.id)).toEqual(['x']);
  });

  test('a meeting has room for as many as the limit says', () => {
    const many = Array.from({ length: LIMITS.participantsPerMeeting }, (_, i) => coming(`p${i}`));
    const full = outcomeOf(createMeeting('m', T0), many).meeting;
    expect(transition(full, ada, T0).effects).toEqual([{ type: 'refuse', error: 'meeting-full' }]);
  });

  test('a stranger can do nothing', () => {
    expect(transition(both, add('eve', 'x'), T0).effects).toEqual([
      { type: 'refuse', error: 'not-in-meeting' },
    ]);
    expect(meetingView(both, 'eve')).toBeNull();
  });
});

describe('names', () => {
  test('N3: a changed and a deleted name reach the others', () => {
    const renamed = transition(both, { type: 'rename', participantId: 'ada', name: 'Ada L.' }, T0);
    expect(lastChange(renamed.effects)).toEqual({ type: 'renamed', participantId: 'ada', name: 'Ada L.' });
    const deleted = transition(renamed.meeting, { type: 'rename', participantId: 'ada', name: null }, T0);
    expect(lastChange(deleted.effects)).toEqual({ type: 'renamed', participantId: 'ada', name: null });
  });

  test('the same name again is no change', () => {
    expect(transition(both, { type: 'rename', participantId: 'ada', name: 'Ada' }, T0).effects).toEqual([]);
  });
});

describe('items', () => {
  test('C1: the same message twice lays one item', () => {
    const { meeting, effects } = outcomeOf(both, [add('ada', 'x'), add('ada', 'x')]);
    expect(meeting.items).toHaveLength(1);
    expect(effects.filter((effect) => effect.type === 'publish')).toHaveLength(1);
  });

  test('C3: a removed item is gone and its message, repeated, does not lay it back', () => {
    const { meeting, effects } = outcomeOf(both, [
      add('ada', 'x'),
      { type: 'item-remove', participantId: 'ada', itemId: 'x' },
    ]);
    expect(meeting.items).toEqual([]);
    expect(lastChange(effects)).toEqual({ type: 'item-removed', itemId: 'x' });
    const again = transition(meeting, add('ada', 'x'), T0);
    expect(again.effects).toEqual([{ type: 'refuse', error: 'not-found' }]);
    expect(again.meeting.items).toEqual([]);
  });

  test('C3: removing twice is well, removing what never was or what is another person’s is refused', () => {
    const removed = outcomeOf(both, [
      add('ada', 'x'),
      add('bob', 'y'),
      { type: 'item-remove', participantId: 'ada', itemId: 'x' },
    ]).meeting;
    const remove = (itemId: string) =>
      transition(removed, { type: 'item-remove', participantId: 'ada', itemId }, T0).effects;
    expect(remove('x')).toEqual([]);
    expect(remove('z')).toEqual([{ type: 'refuse', error: 'not-found' }]);
    expect(remove('y')).toEqual([{ type: 'refuse', error: 'not-yours' }]);
  });

  test('an id another person took is refused', () => {
    const { effects } = outcomeOf(both, [add('ada', 'x'), add('bob', 'x')]);
    expect(effects.at(-1)).toEqual({ type: 'refuse', error: 'bad-message' });
  });

  test('one person may lay down so many, a table holds so many', () => {
    const mine = Array.from({ length: LIMITS.itemsPerParticipant }, (_, i) => add('ada', `a${i}`));
    const full = outcomeOf(both, mine).meeting;
    expect(transition(full, add('ada', 'more'), T0).effects).toEqual([
      { type: 'refuse', error: 'too-many-items' },
    ]);
    const people = Array.from({ length: 10 }, (_, i) => `p${i}`);
    const joined = outcomeOf(
      both,
      people.map((participantId) => coming(participantId)),
    ).meeting;
    const items = people.flatMap((p) => Array.from({ length: 30 }, (_, i) => add(p, `${p}-${i}`)));
    const crowded = outcomeOf(joined, items);
    expect(crowded.meeting.items).toHaveLength(LIMITS.itemsPerMeeting);
    expect(crowded.effects.at(-1)).toEqual({ type: 'refuse', error: 'table-full' });
  });
});

describe('leaving', () => {
  test('C4: leaving takes the owner’s items along and nobody else’s', () => {
    const { meeting, effects } = outcomeOf(both, [
      add('ada', 'x'),
      add('bob', 'y'),
      { type: 'leave', participantId: 'ada' },
    ]);
    expect(meeting.items.map((item) => item.id)).toEqual(['y']);
    expect(lastChange(effects)).toEqual({ type: 'left', participantId: 'ada', removedBy: null });
    expect(effects.at(-1)).toEqual({ type: 'dismiss', participantId: 'ada', removed: false });
  });

  test('C5: after bye the tab’s items are gone in 4 s, and not before', () => {
    const closing = outcomeOf(both, [add('ada', 'x'), { type: 'bye', participantId: 'ada' }]).meeting;
    expect(nextDeadline(closing)).toBe(T0 + 4_000);
    expect(transition(closing, { type: 'tick' }, T0 + 3_999).meeting.items).toHaveLength(1);
    const gone = transition(closing, { type: 'tick' }, T0 + 4_000).meeting;
    expect([gone.items, gone.participants.map((p) => p.id)]).toEqual([[], ['bob']]);
  });

  test('C5: a reload says bye and comes back: nothing is lost', () => {
    const { meeting } = outcomeOf(both, [
      add('ada', 'x'),
      { type: 'bye', participantId: 'ada' },
      { type: 'line-lost', participantId: 'ada' },
      { type: 'line-back', participantId: 'ada', at: T0 + 2_000 },
      { type: 'tick', at: T0 + 60_000 },
    ]);
    expect(meetingView(meeting, 'ada')).toMatchObject({
      participants: [{ here: true }, {}],
      items: [{ id: 'x' }],
    });
  });

  test('C6: a lost line keeps everything for half an hour and not longer', () => {
    const lost = outcomeOf(both, [add('ada', 'x'), { type: 'line-lost', participantId: 'ada' }]);
    expect(lastChange(lost.effects)).toEqual({ type: 'presence', participantId: 'ada', here: false });
    const alive = transition(lost.meeting, { type: 'heartbeat', participantId: 'bob' }, T0 + 60_000).meeting;
    expect(transition(alive, { type: 'tick' }, T0 + LIMITS.idleMs - 1).meeting.items).toHaveLength(1);
    expect(transition(alive, { type: 'tick' }, T0 + LIMITS.idleMs).meeting.items).toEqual([]);
  });

  test('C8: with the last person everything goes', () => {
    const { meeting, effects } = outcomeOf(both, [
      add('ada', 'x'),
      { type: 'leave', participantId: 'bob' },
      { type: 'leave', participantId: 'ada' },
    ]);
    expect(effects.at(-1)).toEqual({ type: 'end' });
    expect([meeting.items, meeting.participants, meeting.removed.size]).toEqual([[], [], 0]);
  });

  test('a tick with nothing due changes nothing', () => {
    expect(transition(both, { type: 'tick' }, T0 + 1)).toEqual({ meeting: both, effects: [] });
  });
});

describe('removals are remembered, but not for ever', () => {
  test('C3: for half an hour, and no more than 2,000 of them', () => {
    let meeting = both;
    for (let i = 0; i < 2_100; i += 1) {
      meeting = transition(meeting, add('ada', `i${i}`), T0 + i).meeting;
      meeting = transition(
        meeting,
        { type: 'item-remove', participantId: 'ada', itemId: `i${i}` },
        T0 + i,
      ).meeting;
    }
    expect(meeting.removed.size).toBeLessThanOrEqual(2_001);
    const alive = transition(
      meeting,
      { type: 'heartbeat', participantId: 'bob' },
      T0 + LIMITS.idleMs,
    ).meeting;
    expect(nextDeadline(alive)).toBeLessThanOrEqual(T0 + LIMITS.idleMs + 2_100);
    const later = transition(alive, { type: 'tick' }, T0 + LIMITS.idleMs + 2_100).meeting;
    expect([later.removed.size, later.participants.map((p) => p.id)]).toEqual([0, ['bob']]);
  });
});
