import { expect, test } from 'vitest';
import { LIMITS } from '../shared/limits.ts';
import { createMeeting, type Meeting, type MeetingEvent } from './meeting.ts';
import { transition } from './transition.ts';

/** The meeting was opened at 1 and lost; what comes back opens it anew at 2. */
const back = (
  participantId: string,
  locked = false,
  openedAt = 1,
  barred: string[] = [],
): MeetingEvent & { type: 'come-back' } => ({
  ...{ type: 'come-back', barred },
  ...{ participantId, name: 'Ada', reader: `reader-${participantId}`, openedAt, locked },
  visitor: `visitor-${participantId}`,
});
function after(...events: MeetingEvent[]) {
  let meeting: Meeting = createMeeting('m', 2);
  let effects: ReturnType<typeof transition>['effects'] = [];
  for (const event of events) ({ meeting, effects } = transition(meeting, event, 3));
  return { meeting, effects };
}
const isInside = ({ meeting }: { meeting: Meeting }, id: string) =>
  meeting.participants.some((participant) => participant.id === id);

test('C6: whoever comes back is the same participant, with the same reader, and is told that nothing is theirs here yet', () => {
  const { meeting, effects } = after(back('a'));
  expect(meeting.participants).toMatchObject([{ id: 'a', reader: 'reader-a', presence: { state: 'here' } }]);
  expect(effects.at(-1)).toEqual({ type: 'welcome', participantId: 'a', restored: true });
});

test('B7: the first one locks it again, and the second finds it locked and comes in all the same', () => {
  const { meeting } = after(back('a', true), back('b', false));
  expect([meeting.locked, meeting.participants.length]).toEqual([true, 2]);
  expect(after(back('a', false), back('b', true)).meeting.locked).toBe(true);
  expect(after(back('a', false), back('b', false)).meeting.locked, 'nobody had locked it').toBe(false);
});

test('C4 B7: into a meeting that was not lost nobody comes back; who is not in it left it or was sent out', () => {
  expect(after(back('a', false, 2)).effects).toEqual([{ type: 'refuse', error: 'not-in-meeting' }]);
});

test('B7: who was sent out since does not come back, who was not does', () => {
  const gone = [back('a'), back('b'), { type: 'remove', participantId: 'a', removedId: 'b' } as const];
  expect(after(...gone, back('b')).effects).toEqual([{ type: 'refuse', error: 'locked' }]);
  expect(isInside(after(...gone, back('c')), 'c')).toBe(true);
});

test('a meeting has room for as many as the limit says, also for those who come back', () => {
  const all = Array.from({ length: LIMITS.participantsPerMeeting }, (_, i) => back(`p${i}`));
  expect(after(...all, back('late')).effects).toEqual([{ type: 'refuse', error: 'meeting-full' }]);
});

test('nobody is in a meeting twice', () => {
  expect(after(back('a'), back('a')).effects).toEqual([{ type: 'refuse', error: 'bad-message' }]);
});

test('B7: who was sent out before does not come back: neither after those who know it nor before them', () => {
  const knowing = back('a', false, 1, ['visitor-b']);
  const late = after(knowing, back('b'));
  expect([late.effects, isInside(late, 'a')]).toEqual([[{ type: 'refuse', error: 'locked' }], true]);
  const early = after(back('b'), knowing);
  expect([isInside(early, 'a'), isInside(early, 'b')]).toEqual([true, false]);
  expect(early.effects).toContainEqual({ type: 'dismiss', participantId: 'b', removed: true });
  expect(isInside(after(back('b'), back('a')), 'b'), 'positive control').toBe(true);
});
