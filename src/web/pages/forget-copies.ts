import type { Outbox } from '../meeting/outbox.ts';
import type { AppState } from './app-model.ts';

/**
 * C4: what this page itself still has of a meeting goes with it: the copies of what was laid down, and what could have
 * been put back. Only what waits on the person's own shelf stays.
 *
 * @param next the id of the meeting that comes now, or null
 * @param leaving the person left: what was on its way to that table is given up too
 */
export function forgetCopies({
  state,
  outbox,
  next,
  leaving,
}: {
  state: Pick<AppState, 'meeting' | 'shelf' | 'undo'>;
  outbox: Pick<Outbox, 'keep' | 'leave'>;
  next: string | null;
  leaving: boolean;
}): void {
  const undo = state.undo.value;
  if (undo !== null && undo.meetingId !== next) state.undo.value = null;
  if (state.meeting.value === null || next !== null) return;
  const shelf = new Set(state.shelf.value.items.map(({ id }) => id));
  if (leaving) outbox.leave(shelf);
  else outbox.keep(shelf);
}
