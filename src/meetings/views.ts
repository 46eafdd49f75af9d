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
    kind: item.content.kind,
    text: item.content.text,
    addedAt: item.addedAt,
  };
}

/**
 * What one participant may know of the meeting.
 *
 * @returns null for somebody who is not in it
 */
export function meetingView(meeting: Meeting, participantId: string): MeetingView | null {
  if (!meeting.participants.some((p) => p.id === participantId)) return null;
  return {
    id: meeting.id,
    revision: meeting.revision,
    you: participantId,
    participants: meeting.participants.map(participantView),
    items: meeting.items.map(itemView),
  };
}
