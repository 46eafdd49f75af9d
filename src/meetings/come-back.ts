import { LIMITS } from '../shared/limits.ts';
import type { Effect, Meeting, MeetingEvent, Transition } from './meeting.ts';
import { publish, refuse, withEffects } from './step.ts';
import { participantView } from './views.ts';

/**
 * Somebody who was in this meeting before it was lost is in it again, as the same participant. The first of them finds
 * it empty. In a meeting that was not lost since, whoever is not in it left it or was sent out (B7), and stays away.
 *
 * @param now ms on the server's clock
 */
export function comeBack(
  meeting: Meeting,
  event: Extract<MeetingEvent, { type: 'come-back' }>,
  now: number,
): Transition {
  const { participantId: id, name, reader, visitor, openedAt, locked, barred } = event;
  if (meeting.createdAt === openedAt) return refuse(meeting, 'not-in-meeting');
  if (meeting.barred.has(visitor)) return refuse(meeting, 'locked');
  if (meeting.participants.some((p) => p.id === id)) return refuse(meeting, 'bad-message');
  if (meeting.participants.length >= LIMITS.participantsPerMeeting) return refuse(meeting, 'meeting-full');
  const participant = {
    ...{ id, name, reader, visitor },
    presence: { state: 'here' },
    heardAt: now,
  } as const;
  const joined = {
    ...{ ...meeting, participants: [...meeting.participants, participant] },
    barred: new Set([...meeting.barred, ...barred.filter((each) => each !== visitor)]),
  };
  const back = publish(joined, { type: 'joined', participant: participantView(participant) });
  const welcome: Effect = { type: 'welcome', participantId: id, restored: true };
  if (!locked || meeting.locked) return withEffects(back, welcome);
  const shut = publish({ ...back.meeting, locked }, { type: 'locked', locked, participantId: id });
  return { meeting: shut.meeting, effects: [...back.effects, ...shut.effects, welcome] };
}
