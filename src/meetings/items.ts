import { stillPresented } from '../shared/apply-change.ts';
import { LIMITS } from '../shared/limits.ts';
import type { Meeting, MeetingEvent, Transition } from './meeting.ts';
import { publish, refuse, still, withEffects } from './step.ts';
import { itemView } from './views.ts';

type EventOf<T extends MeetingEvent['type']> = Extract<MeetingEvent, { type: T }>;

/** Removals remembered at a time, so that nobody can make a meeting grow without end. */
const REMOVALS_KEPT = 2_000;

/** C1: puts an item on the table. The same id again changes nothing, so that a page may repeat a message. */
export function addItem(meeting: Meeting, event: EventOf<'item-add'>, now: number): Transition {
  const { participantId: ownerId, itemId: id, content } = event;
  const known = meeting.items.find((item) => item.id === id);
  if (known !== undefined) return known.ownerId === ownerId ? still(meeting) : refuse(meeting, 'bad-message');
  if (meeting.removed.has(id)) return refuse(meeting, 'not-found');
  const own = meeting.items.filter((item) => item.ownerId === ownerId).length;
  if (own >= LIMITS.itemsPerParticipant) return refuse(meeting, 'too-many-items');
  if (meeting.items.length >= LIMITS.itemsPerMeeting) return refuse(meeting, 'table-full');
  const item = { id, ownerId, content, addedAt: now };
  const added = { ...meeting, items: [...meeting.items, item] };
  return publish(added, { type: 'item-added', item: itemView(item) });
}

/** C3: takes an item off the table for good. Removing what is gone already is well. */
export function removeItem(meeting: Meeting, event: EventOf<'item-remove'>, now: number): Transition {
  const item = meeting.items.find((candidate) => candidate.id === event.itemId);
  if (item === undefined) {
    return meeting.removed.has(event.itemId) ? still(meeting) : refuse(meeting, 'not-found');
  }
  if (item.ownerId !== event.participantId) return refuse(meeting, 'not-yours');
  const items = meeting.items.filter((candidate) => candidate.id !== item.id);
  const keep = event.keep === true;
  const removed = keep ? meeting.removed : new Map(remembered(meeting, now)).set(item.id, now);
  const gone = stillPresented({ ...meeting, items, removed });
  const published = publish(gone, { type: 'item-removed', itemId: item.id });
  if (keep) return published;
  return withEffects(published, { type: 'erase', participantId: item.ownerId, itemIds: [item.id] });
}

/** Shows an item to all. Anybody may show anything that is on the table, turn its pages, and end it. */
export function present(meeting: Meeting, { participantId, itemId, page }: EventOf<'present'>): Transition {
  const { presented } = meeting;
  if (itemId === null) {
    if (presented === null) return still(meeting);
    return publish({ ...meeting, presented: null }, { type: 'presented', presented: null });
  }
  if (!meeting.items.some(({ id }) => id === itemId)) return refuse(meeting, 'not-found');
  const next = { itemId, participantId, page };
  const same =
    presented?.itemId === itemId && presented.participantId === participantId && presented.page === page;
  if (same) return still(meeting);
  return publish({ ...meeting, presented: next }, { type: 'presented', presented: next });
}

/** C3: removals that a repeated message could still undo; older ones are forgotten. */
export function remembered(meeting: Meeting, now: number): ReadonlyMap<string, number> {
  const kept = [...meeting.removed].filter(([, at]) => at + LIMITS.idleMs > now).slice(-REMOVALS_KEPT);
  return kept.length === meeting.removed.size ? meeting.removed : new Map(kept);
}
