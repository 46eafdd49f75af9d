import { LIMITS } from '../../shared/limits.ts';
import type { Draft, Outbox } from '../meeting/outbox.ts';
import type { Request, Trouble } from '../meeting/request.ts';
import type { AppActions, AppState } from './app-model.ts';

/** How long something taken away can be laid down anew, ms. */
const UNDO_MS = 5_000;

type ItemActions = Pick<
  AppActions,
  | 'addItem'
  | 'addFiles'
  | 'retryItem'
  | 'removeItem'
  | 'undoRemoval'
  | 'layItem'
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
  let undoing: ReturnType<typeof setTimeout> | undefined;
  const offerUndo = (itemId: string, draft: Draft) => {
    clearTimeout(undoing);
    state.undo.value = { itemId, draft };
    undoing = setTimeout(() => {
      state.undo.value = null;
    }, UNDO_MS);
  };
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
      const refused: { name: string; trouble: Trouble }[] = [];
      for (const file of files) {
        const trouble = troubleWith(file);
        if (trouble !== null) refused.push({ name: file.name, trouble });
        else void outbox.add({ kind: 'file', text: tidyName(file.name), file });
      }
      return refused;
    },
    retryItem: outbox.retry,
    async removeItem(itemId) {
      const copy = outbox.copyOf(itemId) ?? shownCopy(itemId);
      const trouble = await outbox.remove(itemId);
      if (trouble === null && copy !== null) offerUndo(itemId, copy);
      return trouble;
    },
    async undoRemoval() {
      const undo = state.undo.value;
      state.undo.value = null;
      return undo === null ? null : outbox.add(undo.draft);
    },
    layItem: async (itemId) => troubleIn(await request('item-lay', { itemId })),
    holdBack: async (on) => troubleIn(await request('hold-back', { on })),
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
