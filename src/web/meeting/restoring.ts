import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { OpenShelf } from './live-connection.ts';
import type { OpenItem, OpenView } from './opened.ts';
import type { Draft, Outbox, Restored } from './outbox.ts';
import type { Request } from './request.ts';
import type { Later } from './retries.ts';

/** A person is told nothing of what is over within this, ms. */
const QUIET_MS = 1_000;

export interface RestoringOptions {
  /** As the page shows them. */
  meeting: ReadonlySignal<OpenView | null>;
  shelf: ReadonlySignal<OpenShelf>;
  outbox: Pick<Outbox, 'copyOf' | 'layBack' | 'pending'>;
  request: Request;
  later: Later;
}

/** Lays what is this page's own down again after the servers lost everything. */
export interface Restoring {
  /** It takes long enough to be told. */
  readonly isShown: Signal<boolean>;
  /** The line, or the server's memory, is lost: what is here now is what there was. */
  lost(): void;
  /** The line is back, and the whole view is awaited. */
  awaited(): void;
  /** The whole view came. `isRestored`: the server knew nothing of this page. */
  view(view: OpenView | null, isRestored: boolean): void;
  /** C4, C6: nothing of what was is to come back. */
  forget(): void;
}

interface Before {
  readonly meetingId: string | null;
  /** As which participant. */
  readonly you: string | null;
  readonly held: boolean;
  readonly things: readonly Restored[];
}

export function createRestoring({ meeting, shelf, outbox, request, later }: RestoringOptions): Restoring {
  const isShown = signal(false);
  /** What there was when it was lost; null: nothing is lost. */
  let before: Before | null = null;
  /** Ids of what is on its way back. */
  const coming = signal<ReadonlySet<string>>(new Set());
  let cancel: (() => void) | null = null;

  const copies = (items: readonly OpenItem[], onShelf: boolean): Restored[] =>
    items.flatMap((item) => {
      const draft = outbox.copyOf(item.id) ?? draftOf(item);
      return draft === null ? [] : [{ id: item.id, draft, shelf: onShelf }];
    });
  const look = (): Before => {
    const view = meeting.value;
    const own = view?.items.filter(({ ownerId }) => ownerId === view.you) ?? [];
    return {
      ...{ meetingId: view?.id ?? null, you: view?.you ?? null, held: shelf.value.held },
      things: [...copies(own, false), ...copies(shelf.value.items, true)],
    };
  };
  const over = () => {
    cancel?.();
    cancel = null;
    isShown.value = false;
    if (coming.value.size > 0) coming.value = new Set();
  };
  effect(() => {
    if (coming.value.size === 0) return;
    const isOnItsWay = outbox.pending.value.some(
      ({ id, trouble }) => coming.value.has(id) && trouble === null,
    );
    if (!isOnItsWay) over();
  });

  return {
    isShown,
    lost() {
      // What was lost twice before the server said anything is what was there the first time.
      before ??= look();
    },
    awaited() {
      if (before === null || (before.meetingId === null && before.things.length === 0)) return;
      cancel ??= later(() => {
        isShown.value = true;
      }, QUIET_MS);
    },
    view(view, isRestored) {
      const last = before;
      before = null;
      if (last === null) return over();
      const back = isRestored ? whatWasLost(last, view) : whatIsMissing(last, view);
      if (isRestored && last.held) void request('hold-back', { on: true }); // C7: before a meeting can begin
      queueMicrotask(() => {
        outbox.layBack(back, view?.id ?? null);
        coming.value = new Set(back.map(({ id }) => id));
        if (back.length === 0) over();
      });
    },
    forget() {
      before = null;
      over();
    },
  };
}

/** C4: what lay on a table that is not there any more is gone with it. */
function whatWasLost({ meetingId, things }: Before, view: OpenView | null): Restored[] {
  return things.filter(({ shelf }) => shelf || meetingId === view?.id);
}

/**
 * Nobody but this page takes its things off the table. What is not there any more, while the person has been there all
 * the time, the servers lost, and broke off before they could say so.
 */
function whatIsMissing({ you, things }: Before, view: OpenView | null): Restored[] {
  if (view === null || you !== view.you) return [];
  const there = new Set(view.items.map(({ id }) => id));
  return things.filter(({ id, shelf }) => !shelf && !there.has(id));
}

/** The text of something that was laid down before the page was loaded anew; of a file there is no copy then. */
function draftOf({ kind, text }: OpenItem): Draft | null {
  if (text === null) return null;
  return kind === 'url' || kind === 'note' || kind === 'markdown' ? { kind, text } : null;
}
