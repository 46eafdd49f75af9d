import { stillPresented } from '../shared/apply-change.ts';
import { LIMITS } from '../shared/limits.ts';
import { comeBack } from './come-back.ts';
import { answerKnock, endKnock, join, knock, lock } from './door.ts';
import { addItem, present, remembered, removeItem } from './items.ts';
import type { Effect, Meeting, MeetingEvent, Participant, Transition } from './meeting.ts';
import { andThen, publish, refuse, replaceParticipant, still, withEffects } from './step.ts';

/**
 * The meeting's state machine: what an event at a time makes of a meeting, and what has to be done about it.
 * Pure: the meeting given is left as it was. An event of somebody who is not in the meeting is refused.
 *
 * @param now ms on the server's clock
 */
export function transition(meeting: Meeting, event: MeetingEvent, now: number): Transition {
  if (event.type === 'tick') return tick(meeting, now);
  if (event.type === 'join') return noteCompany(join(meeting, event, now));
  if (event.type === 'come-back') {
    // Whether it had company before it was lost nobody knows; it is not told again.
    const { meeting: back, effects } = noteCompany(comeBack(meeting, event, now));
    const untold = { meeting: back, effects: effects.filter(({ type }) => type !== 'company') };
    return sendOutBarred(untold, event.participantId);
  }
  if (event.type === 'knock') return knock(meeting, event, now);
  if (event.type === 'knock-end') return endKnock(meeting, event.knockId, false);
  const participant = meeting.participants.find((p) => p.id === event.participantId);
  if (participant === undefined) return refuse(meeting, 'not-in-meeting');
  const heard = { ...participant, heardAt: now };
  const living = replaceParticipant(meeting, heard);
  switch (event.type) {
    case 'leave':
      return leave(meeting, participant, { keep: event.keep === true, removedBy: null });
    case 'rename':
      if (participant.name === event.name) return still(living);
      return publish(replaceParticipant(meeting, { ...heard, name: event.name }), {
        ...{ type: 'renamed', participantId: participant.id, name: event.name }, // N3
      });
    case 'item-add':
      return addItem(living, event, now);
    case 'item-remove':
      return removeItem(living, event, now);
    case 'present':
      return present(living, event);
    case 'lock':
      return lock(living, event);
    case 'knock-answer':
      return answerKnock(living, event);
    case 'remove':
      return sendOut(living, participant, event.removedId);
    case 'heartbeat':
      return still(living);
    case 'line-lost':
      if (participant.presence.state !== 'here') return still(meeting);
      return appear(meeting, { ...participant, presence: { state: 'away' } });
    case 'line-back':
      return withEffects(appear(meeting, { ...heard, presence: { state: 'here' } }), {
        ...{ type: 'welcome', participantId: participant.id },
      });
    case 'bye':
      // C5: a reload says bye too; the same tab has a moment to come back.
      return appear(meeting, {
        ...participant,
        presence: { state: 'closing', until: now + LIMITS.byeGraceMs },
      });
  }
}

/** Says so when two are in a meeting for the first time, whichever server the second came to. */
function noteCompany({ meeting, effects }: Transition): Transition {
  if (meeting.hadCompany || meeting.participants.length < 2) return { meeting, effects };
  return { meeting: { ...meeting, hadCompany: true }, effects: [...effects, { type: 'company' }] };
}

/** Changes a participant's presence; the others hear of it when it looks different to them. */
function appear(meeting: Meeting, participant: Participant): Transition {
  const before = meeting.participants.find((p) => p.id === participant.id);
  const next = replaceParticipant(meeting, participant);
  const here = participant.presence.state === 'here';
  if (before !== undefined && (before.presence.state === 'here') === here) return still(next);
  return publish(next, { type: 'presence', participantId: participant.id, here });
}

/** B7: anybody may send somebody out, not only who came first; they come back only when they are let in. */
function sendOut(meeting: Meeting, by: Participant, removedId: string): Transition {
  const removed = meeting.participants.find(({ id }) => id === removedId);
  if (removed === undefined || removed.id === by.id) return refuse(meeting, 'not-found');
  const barred = new Set(meeting.barred).add(removed.visitor);
  return leave({ ...meeting, barred }, removed, { keep: false, removedBy: by.id });
}

/** B7: who was sent out and was back before those who know it, in a meeting that was lost, is out again. */
function sendOutBarred(back: Transition, by: string): Transition {
  const barred = back.meeting.participants.filter(({ visitor }) => back.meeting.barred.has(visitor));
  return barred.reduce(
    (last, participant) => andThen(last, (next) => leave(next, participant, { keep: false, removedBy: by })),
    back,
  );
}

/** C4: whoever leaves takes their items along. C8: with the last one everything goes. */
function leave(
  meeting: Meeting,
  { id: participantId }: Participant,
  { keep, removedBy }: { keep: boolean; removedBy: string | null },
): Transition {
  const participants = meeting.participants.filter((p) => p.id !== participantId);
  const items = meeting.items.filter((item) => item.ownerId !== participantId);
  const gone = meeting.items.filter((item) => item.ownerId === participantId).map(({ id }) => id);
  const effects: Effect[] = [];
  if (!keep && gone.length > 0) effects.push({ type: 'erase', participantId, itemIds: gone });
  effects.push({ type: 'dismiss', participantId, removed: removedBy !== null });
  const rest = stillPresented({ ...meeting, participants, items });
  const left = withEffects(publish(rest, { type: 'left', participantId, removedBy }), ...effects);
  if (participants.length > 0) return left;
  const turnedAway = meeting.knocks.map(
    ({ id }): Effect => ({ type: 'knock-over', knockId: id, admitted: false }),
  );
  return {
    meeting: { ...left.meeting, items: [], removed: new Map(), knocks: [], barred: new Set() },
    effects: [...left.effects, ...turnedAway, { type: 'end' }],
  };
}

/** When a participant's time is over: C5 after `bye`, C6 after a long silence. ms on the server's clock. */
export function endOf(participant: Participant): number {
  const idle = participant.heardAt + LIMITS.idleMs;
  return participant.presence.state === 'closing' ? Math.min(participant.presence.until, idle) : idle;
}

/** Lets everybody go whose time is over, and forgets old knocks and removals. Idempotent. */
function tick(meeting: Meeting, now: number): Transition {
  let current = still(meeting);
  for (const { id, until } of meeting.knocks) {
    if (until <= now) current = andThen(current, (next) => endKnock(next, id, false));
  }
  for (const participant of meeting.participants) {
    if (endOf(participant) > now) continue;
    current = andThen(current, (next) => leave(next, participant, { keep: false, removedBy: null }));
  }
  if (meeting.participants.length === 0) {
    // Nobody ever came, or could: C8.
    return now < meeting.createdAt + LIMITS.byeGraceMs ? current : withEffects(current, { type: 'end' });
  }
  const removed = remembered(current.meeting, now);
  return removed === current.meeting.removed
    ? current
    : { ...current, meeting: { ...current.meeting, removed } };
}

/** The next time a `tick` will have something to do, ms on the server's clock. */
export function nextDeadline(meeting: Meeting): number {
  if (meeting.participants.length === 0) return meeting.createdAt + LIMITS.byeGraceMs;
  const [oldestRemoval = Number.POSITIVE_INFINITY] = meeting.removed.values();
  const [oldestKnock] = meeting.knocks;
  const first = Math.min(oldestRemoval + LIMITS.idleMs, oldestKnock?.until ?? Number.POSITIVE_INFINITY);
  return meeting.participants.reduce((next, p) => Math.min(next, endOf(p)), first);
}
