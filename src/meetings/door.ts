import { LIMITS } from '../shared/limits.ts';
import type { Joining, Meeting, MeetingEvent, Participant, Transition } from './meeting.ts';
import { publish, refuse, still, withEffects } from './step.ts';
import { participantView } from './views.ts';

type EventOf<T extends MeetingEvent['type']> = Extract<MeetingEvent, { type: T }>;

/** B7: a locked meeting, and one that sent this visitor out, is entered only by those who were let in. */
export function join(meeting: Meeting, joining: Joining, now: number): Transition {
  const { participantId: id, name, reader, visitor, admitted } = joining;
  if (meeting.participants.some((p) => p.id === id)) return refuse(meeting, 'bad-message');
  if (meeting.participants.length >= LIMITS.participantsPerMeeting) return refuse(meeting, 'meeting-full');
  if (!admitted && (meeting.locked || meeting.barred.has(visitor))) return refuse(meeting, 'locked');
  const participant: Participant = {
    ...{ id, name, reader, visitor },
    ...{ presence: { state: 'here' }, heardAt: now },
  };
  const barred = new Set([...meeting.barred].filter((each) => each !== visitor));
  const joined = { ...meeting, participants: [...meeting.participants, participant], barred };
  const published = publish(joined, { type: 'joined', participant: participantView(participant) });
  return withEffects(published, { type: 'welcome', participantId: id });
}

/** B7: anybody in the meeting may lock it, and unlock it. */
export function lock(meeting: Meeting, { participantId, on }: EventOf<'lock'>): Transition {
  if (meeting.locked === on) return still(meeting);
  return publish({ ...meeting, locked: on }, { type: 'locked', locked: on, participantId });
}

/** B7: somebody who may not just come in stands at the door. */
export function knock(meeting: Meeting, { knockId: id, name }: EventOf<'knock'>, now: number): Transition {
  if (meeting.participants.length === 0) return refuse(meeting, 'not-found'); // nobody could open
  if (meeting.knocks.some((waiting) => waiting.id === id)) return still(meeting);
  if (meeting.knocks.length >= LIMITS.knocksPerMeeting) return refuse(meeting, 'door-busy');
  const waiting = { id, name, until: now + LIMITS.knockMs };
  return publish({ ...meeting, knocks: [...meeting.knocks, waiting] }, { type: 'knocked', knock: waiting });
}

/** B7: the first answer of anybody in the meeting counts. */
export function answerKnock(meeting: Meeting, event: EventOf<'knock-answer'>): Transition {
  if (!meeting.knocks.some(({ id }) => id === event.knockId)) return refuse(meeting, 'not-found');
  return endKnock(meeting, event.knockId, event.yes);
}

export function endKnock(meeting: Meeting, knockId: string, admitted: boolean): Transition {
  const knocks = meeting.knocks.filter(({ id }) => id !== knockId);
  if (knocks.length === meeting.knocks.length) return still(meeting);
  const published = publish({ ...meeting, knocks }, { type: 'knock-over', knockId });
  return withEffects(published, { type: 'knock-over', knockId, admitted });
}
