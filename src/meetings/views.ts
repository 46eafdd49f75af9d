import type { ItemView, MeetingView, ParticipantView } from '../shared/meeting-view.ts';
import type { Item, Meeting, Participant } from './meeting.ts';

/** A participant as the others see them. */
export function participantView(participant: Participant): ParticipantView {
  return { id: participant.id, name: participant.name, here: participant.presence.state === 'here' };
}

/** An item as everybody in the meeting sees it. */
export function itemView(item: Item): ItemView {
  return {
    id: item.id,
    ownerId: item.ownerId,
    ...item.content,
    addedAt: item.addedAt,
  };
}

/**
 * What one participant may know of the meeting.
 *
 * @returns null for somebody who is not in it
 */
export function meetingView(meeting: Meeting, participantId: string): MeetingView | null {
  const reading = meeting.participants.find((p) => p.id === participantId);
  if (reading === undefined) return null;
  return {
    id: meeting.id,
    revision: meeting.revision,
    you: participantId,
    reader: reading.reader,
    participants: meeting.participants.map(participantView),
    items: meeting.items.map(itemView),
    presented: meeting.presented,
    locked: meeting.locked,
    knocks: [...meeting.knocks],
  };
}
