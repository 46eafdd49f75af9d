import type { Socket } from 'socket.io-client';
import type { MeetingChange, MeetingView } from '../../../src/shared/meeting-view.ts';

/** Notes all that one page is ever told of items, as it comes. */
export interface Witness {
  /** The line is new: the revisions before it count no more. */
  renew(): void;
}

/**
 * @param onShown an item comes that the page did not show just now; `isBack`: it had shown it before, and it was gone
 */
export function watch(
  socket: Socket,
  onShown: (itemId: string, isBack: boolean, event: string) => void,
): Witness {
  const table = new Map<string, string>();
  let shelf = new Set<string>();
  let revision = -1;
  const gone = new Set<string>();
  const shows = (id: string) => table.has(id) || shelf.has(id);

  function step(event: string, change: () => void): void {
    const before = new Set([...table.keys(), ...shelf]);
    change();
    for (const id of [...table.keys(), ...shelf]) {
      if (!before.has(id)) onShown(id, gone.has(id), event);
    }
    for (const id of before) if (!shows(id)) gone.add(id);
  }
  function take(change: MeetingChange): void {
    if (change.type === 'item-added') table.set(change.item.id, change.item.ownerId);
    if (change.type === 'item-removed') table.delete(change.itemId);
    if (change.type !== 'left') return;
    for (const [id, ownerId] of table) if (ownerId === change.participantId) table.delete(id);
  }
  socket.onAny((event: string, message: Record<string, unknown>) => {
    if (event === 'meeting') {
      const view = message.view as MeetingView | null;
      step('meeting', () => {
        table.clear();
        for (const { id, ownerId } of view?.items ?? []) table.set(id, ownerId);
      });
      revision = view?.revision ?? -1;
    } else if (event === 'change') {
      // One that is older than what the page shows is not shown; after a gap it asks for the whole.
      if (revision < 0 || message.revision !== revision + 1) return;
      revision += 1;
      step('change', () => take(message.change as MeetingChange));
    } else if (event === 'shelf') {
      step('shelf', () => {
        shelf = new Set((message.items as { id: string }[]).map(({ id }) => id));
      });
    }
  });
  return {
    renew() {
      revision = -1;
    },
  };
}
