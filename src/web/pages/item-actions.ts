import { LIMITS } from '../../shared/limits.ts';
import type { Draft, Outbox } from '../meeting/outbox.ts';
import type { Request, Trouble } from '../meeting/request.ts';
import type { AppActions, AppState, RefusedFile } from './app-model.ts';

type ItemActions = Pick<
  AppActions,
  | 'addItem'
  | 'addFiles'
  | 'retryItem'
  | 'removeItem'
  | 'undoRemoval'
  | 'forgetRemoval'
  | 'layItem'
  | 'layAll'
  | 'holdBack'
  | 'present'
  | 'held'
>;

/** What a person can do with things. */
export function createItemActions({
  state,
  request,
  outbox,
}: {
  state: AppState;
  request: Request;
  outbox: Outbox;
}): ItemActions {
  const meetingId = () => state.meeting.value?.id ?? null;
  /** What was taken away last: C3, only that can be put back. */
  let newestRemoval: string | null = null;
  const isHeldBack = (itemId: string) =>
    state.meeting.value !== null && state.shelf.value.items.some(({ id }) => id === itemId);
  const holdBack = async (on: boolean) => troubleIn(await request('hold-back', { on }));
  /** The text of something that was laid down before the page was loaded anew. */
  const shownCopy = (itemId: string): Draft | null => {
    const item = [...(state.meeting.value?.items ?? []), ...state.shelf.value.items].find(
      ({ id }) => id === itemId,
    );
    if (item === undefined || item.text === null) return null;
    const { kind, text } = item;
    return kind === 'url' || kind === 'note' || kind === 'markdown' ? { kind, text } : null;
  };

  return {
    addItem: outbox.add,
    addFiles(files) {
      const refused: RefusedFile[] = [];
      for (const file of files) {
        const trouble = troubleWith(file);
        const name = tidyName(file.name);
        if (trouble !== null) refused.push({ name, size: file.size, trouble });
        else void outbox.add({ kind: 'file', text: name, file });
      }
      return refused;
    },
    retryItem: outbox.retry,
    async removeItem(itemId) {
      const draft = outbox.copyOf(itemId) ?? shownCopy(itemId);
      const removal = { itemId, meetingId: meetingId(), wasHeldBack: isHeldBack(itemId) };
      if (draft === null) return outbox.remove(itemId);
      // One button never comes to mean another thing under somebody's finger: the earlier offer is over first.
      const earlier = state.undo.value;
      state.undo.value = null;
      newestRemoval = itemId;
      const trouble = await outbox.remove(itemId);
      if (newestRemoval !== itemId) return trouble;
      const offered = trouble === null ? { ...removal, draft } : earlier;
      // C4: nothing of a meeting that is over meanwhile is kept.
      if (offered === null || offered.meetingId !== meetingId()) return trouble;
      // C7: a new item would lie on the table, and a file fits in no form.
      state.undo.value = offered.wasHeldBack && offered.draft.kind === 'file' ? null : offered;
      return trouble;
    },
    async undoRemoval() {
      const undo = state.undo.value;
      state.undo.value = null;
      if (undo === null || undo.meetingId !== meetingId()) return null;
      const { itemId, draft, wasHeldBack } = undo;
      if (!wasHeldBack || draft.kind === 'file') {
        const trouble = await outbox.add(draft);
        if (trouble === null) state.putBack.value = itemId;
        return trouble;
      }
      state.returned.value = [...state.returned.value, { content: draft, trouble: null }];
      return null;
    },
    forgetRemoval() {
      state.undo.value = null;
    },
    layItem: async (itemId) => troubleIn(await request('item-lay', { itemId })),
    async layAll() {
      const wasHeld = state.shelf.value.held;
      const trouble = await holdBack(false); // in a meeting, letting go lays it down
      if (wasHeld) await holdBack(true);
      return trouble;
    },
    holdBack,
    present: async (itemId, page = 1) => troubleIn(await request('present', { itemId, page })),
    async held() {
      const reply = await request('held', {});
      return reply.ok ? reply : reply.error;
    },
  };
}

/** What a reply says went wrong. */
export function troubleIn(reply: { ok: true } | { ok: false; error: Trouble }): Trouble | null {
  return reply.ok ? null : reply.error;
}

/** Told before anything is sent. */
function troubleWith(file: File): Trouble | null {
  if (file.size === 0) return 'empty-file';
  return file.size > LIMITS.fileBytes ? 'file-too-large' : null;
}

/** A name that may be shown: without folders, control characters and what changes the direction of writing. */
function tidyName(name: string): string {
  const tidy = name
    .replace(/[\p{Cc}\p{Cf}/\\]/gu, '')
    .trim()
    .slice(0, LIMITS.fileNameLength)
    .trim();
  return tidy === '' ? 'file' : tidy;
}
