import { batch, signal } from '@preact/signals';
import type { Reply } from '../../../src/shared/protocol.ts';
import type { OpenShelf } from '../../../src/web/meeting/live-connection.ts';
import type { OpenView } from '../../../src/web/meeting/opened.ts';
import {
  createOutbox,
  type Draft,
  type Outbox,
  type OutboxOptions,
} from '../../../src/web/meeting/outbox.ts';
import type { Request } from '../../../src/web/meeting/request.ts';
import { createRestoring } from '../../../src/web/meeting/restoring.ts';
import { laterHere } from '../../../src/web/meeting/retries.ts';
import { sealFile } from '../../../src/web/meeting/sealed-line.ts';
import { newId, openTab, putBytes, type Tab } from '../tab.ts';

/** A tab that keeps its own copies as the page does, and lays them back when the server has lost them. */
export interface PageTab {
  readonly tab: Tab;
  readonly outbox: Outbox;
  /** Lays something down; gives its id. */
  lay(draft: Draft): Promise<string>;
  /** C4: leaves the meeting, and gives up what was on its way there; gives what was answered. */
  leave(): Promise<Reply>;
  /** How often its line was lost. */
  lost(): number;
  /** Whether it is told that the meeting is coming back. */
  isTold(): boolean;
}

interface PageOptions extends NonNullable<Parameters<typeof openTab>[1]> {
  /** Something that was tried again is refused in the end. */
  onReturned?: OutboxOptions['onReturned'];
}

export async function openPage(
  url: string,
  { onReturned = failReturned, ...options }: PageOptions = {},
): Promise<PageTab> {
  const tab = await openTab(url, options);
  const meeting = signal<OpenView | null>(tab.view);
  const shelf = signal<OpenShelf>(tab.shelf);
  /** What the page shows, at this moment. */
  const mirror = () =>
    batch(() => {
      meeting.value = tab.view;
      shelf.value = tab.shelf;
    });
  const request: Request = async (event, message) => {
    if (!tab.socket.connected) return { ok: false, error: 'offline' };
    return (await tab.call(event, message).catch(() => ({ ok: false, error: 'offline' }))) as never;
  };
  let lastId = '';
  const outbox = createOutbox({
    newId() {
      lastId = newId();
      return lastId;
    },
    ...{ request, later: laterHere, seal: tab.seal },
    async sendBytes({ itemId, key, file }) {
      const sealed = new Uint8Array(await (await sealFile(file, itemId, key)).arrayBuffer());
      return (await putBytes(url, itemId, tab.tabId, sealed).catch(() => 'offline')) as never;
    },
    isOnline: () => tab.socket.connected,
    place: () => ({ meetingId: tab.view?.id ?? null, held: tab.shelf.held }),
    onReturned,
  });
  const restoring = createRestoring({ meeting, shelf, outbox, request, later: laterHere });
  const there = () => new Set([...(tab.view?.items ?? []), ...tab.shelf.items].map(({ id }) => id));
  let lost = 0;
  let isBack = false;
  let leaving = false;
  const lose = () => {
    mirror();
    restoring.lost();
  };
  tab.socket.on('disconnect', () => {
    lost += 1;
    lose();
  });
  tab.socket.on('connect', () => {
    isBack = true;
    restoring.awaited();
  });
  tab.socket.on('interruption', ({ on }) => {
    if (!on) isBack = true;
  });
  tab.onMemoryLost = () => {
    isBack = true;
    lose();
    restoring.awaited();
  };
  tab.onView = (view, isRestored) => {
    if (view === null && leaving) outbox.leave(new Set(tab.shelf.items.map(({ id }) => id)));
    if (view === null) leaving = false;
    restoring.view(view, isRestored);
    if (isBack) outbox.resume(there());
    isBack = false;
  };
  tab.onShown = () => outbox.settle(there());
  return {
    ...{ tab, outbox, lost: () => lost, isTold: () => restoring.isShown.value },
    async lay(draft) {
      const adding = outbox.add(draft);
      const id = lastId;
      const trouble = await adding;
      if (trouble !== null) throw new Error(`refused: ${trouble}`);
      return id;
    },
    async leave() {
      leaving = true;
      tab.ticket = null;
      restoring.forget();
      const reply = await request('leave', {});
      if (!reply.ok) leaving = false;
      return reply as Reply;
    },
  };
}

const failReturned: OutboxOptions['onReturned'] = (_content, trouble) => {
  throw new Error(`refused: ${trouble}`);
};
