import { type Signal, signal } from '@preact/signals';
import type { Content } from '../../shared/content.ts';
import type { MeetingView } from '../../shared/meeting-view.ts';
import type { Request, Trouble } from './request.ts';

/** A thing on its way to the table. */
export interface PendingItem {
  readonly id: string;
  readonly content: Content;
}

export interface OutboxOptions {
  request: Request;
  newId(): string;
  /** The server refused what was sent again after a lost line; nobody waits for that answer. */
  onReturned(content: Content, trouble: Trouble): void;
}

/** What was added and removed here and the server has not confirmed yet; survives a lost line, not the page. */
export interface Outbox {
  readonly pending: Signal<readonly PendingItem[]>;
  /** Ids of things that are being removed. */
  readonly removing: Signal<ReadonlySet<string>>;
  /** @returns why the server refused; null when it is on the table, or will be once the line is back */
  add(content: Content): Promise<Trouble | null>;
  remove(itemId: string): Promise<Trouble | null>;
  /** A whole view came: what it shows is done, the rest is sent again under the same id. */
  resume(view: MeetingView | null): void;
  /** A thing appeared on the table. */
  settle(view: MeetingView | null): void;
}

export function createOutbox({ request, newId, onReturned }: OutboxOptions): Outbox {
  const pending = signal<readonly PendingItem[]>([]);
  const removing = signal<ReadonlySet<string>>(new Set());
  let meetingId: string | null = null;

  const forget = (id: string) => {
    pending.value = pending.value.filter((item) => item.id !== id);
  };
  const unmark = (id: string) => {
    removing.value = new Set([...removing.value].filter((each) => each !== id));
  };

  const send = async ({ id, content }: PendingItem): Promise<Trouble | null> => {
    const reply = await request('item-add', { itemId: id, content });
    if (reply.ok || reply.error === 'offline') return null; // without an answer `resume` sends it again
    forget(id);
    return reply.error;
  };

  const remove = async (id: string): Promise<Trouble | null> => {
    forget(id); // what is on its way arrives before its removal, in the order of sending
    removing.value = new Set([...removing.value, id]);
    const reply = await request('item-remove', { itemId: id });
    if (reply.ok || (reply.error !== 'offline' && reply.error !== 'too-fast')) unmark(id);
    if (reply.ok || reply.error === 'offline' || reply.error === 'not-found') return null;
    return reply.error;
  };

  const settle = (view: MeetingView | null) => {
    if (view === null || pending.value.length === 0) return;
    const there = new Set(view.items.map((item) => item.id));
    const left = pending.value.filter((item) => !there.has(item.id));
    if (left.length !== pending.value.length) pending.value = left;
  };

  return {
    pending,
    removing,
    add(content) {
      const item = { id: newId(), content };
      pending.value = [...pending.value, item];
      return send(item);
    },
    remove,
    resume(view) {
      if (view === null || view.id !== meetingId) {
        // Another table, or none: nothing laid on the old one is carried there unseen.
        pending.value = [];
        removing.value = new Set();
      }
      meetingId = view?.id ?? null;
      settle(view);
      for (const item of pending.value) {
        void send(item).then((trouble) => {
          if (trouble !== null) onReturned(item.content, trouble);
        });
      }
      for (const id of removing.value) void remove(id);
    },
    settle,
  };
}
