import type { ErrorCode } from '../shared/errors.ts';
import type { MeetingChange } from '../shared/meeting-view.ts';
import type { Effect, Meeting, Participant, Transition } from './meeting.ts';

/** Nothing happens. */
export function still(meeting: Meeting): Transition {
  return { meeting, effects: [] };
}

export function refuse(meeting: Meeting, error: ErrorCode): Transition {
  return { meeting, effects: [{ type: 'refuse', error }] };
}

/** A change that everybody is told of. */
export function publish(meeting: Meeting, change: MeetingChange): Transition {
  const revision = meeting.revision + 1;
  return { meeting: { ...meeting, revision }, effects: [{ type: 'publish', revision, change }] };
}

export function replaceParticipant(meeting: Meeting, participant: Participant): Meeting {
  const participants = meeting.participants.map((p) => (p.id === participant.id ? participant : p));
  return { ...meeting, participants };
}

/** One step after another. */
export function andThen(
  { meeting, effects }: Transition,
  next: (meeting: Meeting) => Transition,
): Transition {
  const following = next(meeting);
  return { meeting: following.meeting, effects: [...effects, ...following.effects] };
}

export function withEffects({ meeting, effects }: Transition, ...more: Effect[]): Transition {
  return { meeting, effects: [...effects, ...more] };
}
