import type { ItemView, MeetingChange, MeetingView } from './meeting-view.ts';

/** A view whose items are as they came, or opened. */
export type ViewOf<Item> = Omit<MeetingView, 'items'> & { items: Item[] };
export type ChangeOf<Item> =
  | Exclude<MeetingChange, { type: 'item-added' }>
  | { type: 'item-added'; item: Item };

/**
 * Applies one change to a view. Items go with their owner: after `left` none of that person's items is in the view (C4),
 * and what was presented of theirs, or by them, is presented no more.
 *
 * @returns a new view with the next revision; the view given is left as it was
 */
export function applyChange<Item extends Pick<ItemView, 'id' | 'ownerId'>>(
  view: ViewOf<Item>,
  change: ChangeOf<Item>,
): ViewOf<Item> {
  const next = { ...view, revision: view.revision + 1 };
  const participant = (id: string, patch: { name?: string | null; here?: boolean }) => ({
    ...next,
    participants: view.participants.map((p) => (p.id === id ? { ...p, ...patch } : p)),
  });
  switch (change.type) {
    case 'joined':
      return { ...next, participants: [...view.participants, change.participant] };
    case 'left':
      return stillPresented({
        ...next,
        participants: view.participants.filter((p) => p.id !== change.participantId),
        items: view.items.filter((item) => item.ownerId !== change.participantId),
      });
    case 'renamed':
      return participant(change.participantId, { name: change.name });
    case 'presence':
      return participant(change.participantId, { here: change.here });
    case 'item-added':
      return { ...next, items: [...view.items, change.item] };
    case 'item-removed':
      return stillPresented({ ...next, items: view.items.filter((item) => item.id !== change.itemId) });
    case 'presented':
      return { ...next, presented: change.presented };
    case 'locked':
      return { ...next, locked: change.locked };
    case 'knocked':
      return { ...next, knocks: [...view.knocks, change.knock] };
    case 'knock-over':
      return { ...next, knocks: view.knocks.filter((knock) => knock.id !== change.knockId) };
  }
}

/** Ends a presentation whose item, or whose presenter, is gone. */
export function stillPresented<
  View extends {
    readonly presented: { readonly itemId: string; readonly participantId: string } | null;
    readonly items: readonly { readonly id: string }[];
    readonly participants: readonly { readonly id: string }[];
  },
>(view: View): View {
  const { presented, items, participants } = view;
  if (presented === null) return view;
  const there =
    items.some(({ id }) => id === presented.itemId) &&
    participants.some(({ id }) => id === presented.participantId);
  return there ? view : { ...view, presented: null };
}
