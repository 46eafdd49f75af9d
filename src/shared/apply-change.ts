import type { MeetingChange, MeetingView } from './meeting-view.ts';

/**
 * Applies one change to a view. Items go with their owner: after `left` none of that person's items is in the view (C4).
 *
 * @returns a new view with the next revision; the view given is left as it was
 */
export function applyChange(view: MeetingView, change: MeetingChange): MeetingView {
  const next = { ...view, revision: view.revision + 1 };
  const participant = (id: string, patch: { name?: string | null; here?: boolean }) => ({
    ...next,
    participants: view.participants.map((p) => (p.id === id ? { ...p, ...patch } : p)),
  });
  switch (change.type) {
    case 'joined':
      return { ...next, participants: [...view.participants, change.participant] };
    case 'left':
      return {
        ...next,
        participants: view.participants.filter((p) => p.id !== change.participantId),
        items: view.items.filter((item) => item.ownerId !== change.participantId),
      };
    case 'renamed':
      return participant(change.participantId, { name: change.name });
    case 'presence':
      return participant(change.participantId, { here: change.here });
    case 'item-added':
      return { ...next, items: [...view.items, change.item] };
    case 'item-removed':
      return { ...next, items: view.items.filter((item) => item.id !== change.itemId) };
  }
}
