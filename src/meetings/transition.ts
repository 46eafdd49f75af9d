import type { ErrorCode } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import type { MeetingChange } from '../shared/meeting-view.ts';
import type { Effect, Meeting, MeetingEvent, Participant, Transition } from './meeting.ts';
import { itemView, participantView } from './views.ts';

/** Removals remembered at a time, so that nobody can make a meeting grow without end. */
const REMOVALS_KEPT = 2_000;

/**
 * The meeting's state machine: what an event at a time makes of a meeting, and what has to be done about it.
 * Pure: the meeting given is left as it was. An event of somebody who is not in the meeting is refused.
 *
 * @param now ms on the server's clock
 */
export function transition(meeting: Meeting, event: MeetingEvent, now: number): Transition {
  if (event.type === 'tick') return tick(meeting, now);
  if (event.type === 'join') return join(meeting, event, now);
  const participant = meeting.participants.find((p) => p.id === event.participantId);
  if (participant === undefined) return refuse(meeting, 'not-in-meeting');
  const heard = { ...participant, heardAt: now };
  switch (event.type) {
    case 'leave':
      return leave(meeting, event.participantId);
    case 'rename': {
      const renamed = replace(meeting, { ...heard, name: event.name });
      if (participant.name === event.name) return { meeting: renamed, effects: [] };
      return publish(renamed, { type: 'renamed', participantId: participant.id, name: event.name }); // N3
    }
    case 'item-add':
      return addItem(replace(meeting, heard), event, now);
    case 'item-remove':
      return removeItem(replace(meeting, heard), event, now);
    case 'heartbeat':
      return { meeting: replace(meeting, heard), effects: [] };
    case 'line-lost':
      if (participant.presence.state !== 'here') return { meeting, effects: [] };
      return present(meeting, { ...participant, presence: { state: 'away' } });
    case 'line-back':
      return welcome(present(meeting, { ...heard, presence: { state: 'here' } }), participant.id);
    case 'bye':
      // C5: a reload says bye too; the same tab has a moment to come back.
      return present(meeting, {
        ...participant,
        presence: { state: 'closing', until: now + LIMITS.byeGraceMs },
      });
  }
}

function refuse(meeting: Meeting, error: ErrorCode): Transition {
  return { meeting, effects: [{ type: 'refuse', error }] };
}

function publish(meeting: Meeting, change: MeetingChange): Transition {
  const revision = meeting.revision + 1;
  return { meeting: { ...meeting, revision }, effects: [{ type: 'publish', revision, change }] };
}

function welcome({ meeting, effects }: Transition, participantId: string): Transition {
  return { meeting, effects: [...effects, { type: 'welcome', participantId }] };
}

function replace(meeting: Meeting, participant: Participant): Meeting {
  const participants = meeting.participants.map((p) => (p.id === participant.id ? participant : p));
  return { ...meeting, participants };
}

/** Changes a participant's presence; the others hear of it when it looks different to them. */
function present(meeting: Meeting, participant: Participant): Transition {
  const before = meeting.participants.find((p) => p.id === participant.id);
  const next = replace(meeting, participant);
  const here = participant.presence.state === 'here';
  if (before !== undefined && (before.presence.state === 'here') === here) {
    return { meeting: next, effects: [] };
  }
  return publish(next, { type: 'presence', participantId: participant.id, here });
}

function join(
  meeting: Meeting,
  event: { participantId: string; name: string | null },
  now: number,
): Transition {
  const { participantId: id, name } = event;
  if (meeting.participants.some((p) => p.id === id)) return refuse(meeting, 'bad-message');
  if (meeting.participants.length >= LIMITS.participantsPerMeeting) return refuse(meeting, 'meeting-full');
  const participant: Participant = { id, name, presence: { state: 'here' }, heardAt: now };
  const joined = { ...meeting, participants: [...meeting.participants, participant] };
  return welcome(publish(joined, { type: 'joined', participant: participantView(participant) }), id);
}

/** C4: whoever leaves takes their items along. C8: with the last one everything goes. */
function leave(meeting: Meeting, participantId: string): Transition {
  const participants = meeting.participants.filter((p) => p.id !== participantId);
  const items = meeting.items.filter((item) => item.ownerId !== participantId);
  const left = publish({ ...meeting, participants, items }, { type: 'left', participantId });
  const effects: Effect[] = [...left.effects, { type: 'dismiss', participantId }];
  if (participants.length > 0) return { meeting: left.meeting, effects };
  return {
    meeting: { ...left.meeting, items: [], removed: new Map() },
    effects: [...effects, { type: 'end' }],
  };
}

/** C1: puts an item on the table. The same id again changes nothing, so that a page may repeat a message. */
function addItem(
  meeting: Meeting,
  event: Extract<MeetingEvent, { type: 'item-add' }>,
  now: number,
): Transition {
  const { participantId: ownerId, itemId: id, content } = event;
  const known = meeting.items.find((item) => item.id === id);
  if (known !== undefined) return known.ownerId === ownerId ? still(meeting) : refuse(meeting, 'bad-message');
  if (meeting.removed.has(id)) return still(meeting);
  const own = meeting.items.filter((item) => item.ownerId === ownerId).length;
  if (own >= LIMITS.itemsPerParticipant) return refuse(meeting, 'too-many-items');
  if (meeting.items.length >= LIMITS.itemsPerMeeting) return refuse(meeting, 'table-full');
  const item = { id, ownerId, content, addedAt: now };
  const added = { ...meeting, items: [...meeting.items, item] };
  return publish(added, { type: 'item-added', item: itemView(item) });
}

/** C3: takes an item off the table for good. Removing what is gone already is well. */
function removeItem(
  meeting: Meeting,
  event: Extract<MeetingEvent, { type: 'item-remove' }>,
  now: number,
): Transition {
  const item = meeting.items.find((candidate) => candidate.id === event.itemId);
  if (item === undefined) {
    return meeting.removed.has(event.itemId) ? still(meeting) : refuse(meeting, 'not-found');
  }
  if (item.ownerId !== event.participantId) return refuse(meeting, 'not-yours');
  const items = meeting.items.filter((candidate) => candidate.id !== item.id);
  const removed = new Map(remembered(meeting, now)).set(item.id, now);
  return publish({ ...meeting, items, removed }, { type: 'item-removed', itemId: item.id });
}

function still(meeting: Meeting): Transition {
  return { meeting, effects: [] };
}

/** C3: removals that a repeated message could still undo; older ones are forgotten. */
function remembered(meeting: Meeting, now: number): ReadonlyMap<string, number> {
  const kept = [...meeting.removed].filter(([, at]) => at + LIMITS.idleMs > now).slice(-REMOVALS_KEPT);
  return kept.length === meeting.removed.size ? meeting.removed : new Map(kept);
}

/** When a participant's time is over: C5 after `bye`, C6 after a long silence. ms on the server's clock. */
function endOf(participant: Participant): number {
  const idle = participant.heardAt + LIMITS.idleMs;
  return participant.presence.state === 'closing' ? Math.min(participant.presence.until, idle) : idle;
}

/** Lets everybody go whose time is over, and forgets old removals. Idempotent. */
function tick(meeting: Meeting, now: number): Transition {
  let current: Transition = { meeting, effects: [] };
  for (const participant of meeting.participants) {
    if (endOf(participant) > now) continue;
    const next = leave(current.meeting, participant.id);
    current = { meeting: next.meeting, effects: [...current.effects, ...next.effects] };
  }
  if (current.meeting.participants.length === 0 && current.effects.length === 0) {
    // Nobody ever came, or could: C8.
    return now < meeting.createdAt + LIMITS.byeGraceMs ? current : { meeting, effects: [{ type: 'end' }] };
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
  return meeting.participants.reduce((next, p) => Math.min(next, endOf(p)), oldestRemoval + LIMITS.idleMs);
}
