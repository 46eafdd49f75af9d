import { type Signal, signal } from '@preact/signals';
import { toBase64url } from '../../shared/base64url.ts';
import type { Content } from '../../shared/content.ts';
import { createFileQueue, OF_THE_LINE, type Place } from './file-queue.ts';
import type { Request, Trouble } from './request.ts';
import { createRetries, type Later } from './retries.ts';
import { createSeal, type ItemKey, newItemKey, type SealForLine } from './sealed-line.ts';

/** What somebody lays down, as this page has it. */
export type Draft = Content | { readonly kind: 'file'; readonly text: string; readonly file: Blob };

/** A thing on its way to the table, or to the shelf. */
export interface PendingItem {
  readonly id: string;
  readonly draft: Draft;
  /** Of a file, how much of it has left this device, 0 to 1; null: it has no bytes, or waits for its turn. */
  readonly progress: number | null;
  /** Why it is not going on. A text that is refused goes back to the form instead. */
  readonly trouble: Trouble | null;
}

/** A thing that the servers lost, and this page has. */
export interface Restored {
  readonly id: string;
  readonly draft: Draft;
  /** C7: it lay on the shelf. */
  readonly shelf: boolean;
}

/** Sends a file's sealed bytes. Never rejects. */
export type SendBytes = (options: {
  itemId: string;
  key: ItemKey;
  file: Blob;
  onProgress(share: number): void;
  signal: AbortSignal;
}) => Promise<Trouble | null>;

export interface OutboxOptions {
  request: Request;
  newId(): string;
  seal: SealForLine;
  sendBytes: SendBytes;
  later: Later;
  isOnline(): boolean;
  /** Of this moment. */
  place(): Place;
  /** The server refused what was sent again; nobody waits for that answer. */
  onReturned(content: Content, trouble: Trouble): void;
}

/** What was added and removed here and the server has not confirmed yet; survives a lost line, not the page. */
export interface Outbox {
  readonly pending: Signal<readonly PendingItem[]>;
  /** Ids of things that are being removed. */
  readonly removing: Signal<ReadonlySet<string>>;
  /** Ids of what had no answer, came too fast or did not arrive, and is tried again by itself. */
  readonly waiting: Signal<ReadonlySet<string>>;
  /**
   * @returns why the server refused a text; null when it is there, or is tried until it is. A file stays in `pending`
   * with its trouble
   */
  add(draft: Draft): Promise<Trouble | null>;
  /** Sends a file that is in trouble again. */
  retry(itemId: string): void;
  /** @returns why the server refused it; null when it is gone, or is tried until it is */
  remove(itemId: string): Promise<Trouble | null>;
  /** The page's own copy of something it laid down; null: it has none. */
  copyOf(itemId: string): Draft | null;
  /**
   * The line is back, or the servers' state is, and this is all that is on the table and the shelf: the rest is sent
   * again at once, under the same id.
   */
  resume(there: ReadonlySet<string>): void;
  /**
   * C6: lays what was lost down again, under the same ids; C3: but nothing that was taken away here.
   *
   * @param meetingId of the table; null: there is none
   */
  layBack(lost: readonly Restored[], meetingId: string | null): void;
  /** All that is on the table and the shelf; what of it was pending is done. */
  settle(there: ReadonlySet<string>): void;
  /** C4: forgets its copies of what is not here any more and not on its way either. */
  keep(here: ReadonlySet<string>): void;
  /** C4: the person left: what was on its way to that table is given up too. */
  leave(here: ReadonlySet<string>): void;
}

/** What says nothing of the thing itself: the same goes well a little later. */
const PASSING: readonly Trouble[] = ['offline', 'too-fast', 'server-busy', 'state-away', 'internal'];
/** It is nowhere any more, which is what was wanted. */
const GONE: readonly Trouble[] = ['not-found', 'not-in-meeting'];

interface Entry {
  readonly draft: Draft;
  readonly key: Promise<ItemKey>;
  /** The meeting it is meant for; null: any, or none. */
  meetingId: string | null;
  /** C7: it belongs on the shelf, also in a meeting. */
  readonly shelf: boolean;
  /** The server may have heard of it. */
  isSent: boolean;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { request, newId, seal, sendBytes, later, isOnline, place, onReturned } = options;
  const retries = createRetries(later);
  const pending = signal<readonly PendingItem[]>([]);
  const removing = signal<ReadonlySet<string>>(new Set());
  /** Everything this page laid down, until it is gone. */
  const entries = new Map<string, Entry>();
  /** C3: ids of all that was taken away on this page. */
  const removed = new Set<string>();

  const change = (id: string, patch: Partial<PendingItem>) => {
    pending.value = pending.value.map((item) => (item.id === id ? { ...item, ...patch } : item));
  };
  const forget = (id: string) => {
    retries.end(id);
    pending.value = pending.value.filter((item) => item.id !== id);
  };
  const unmark = (id: string) => {
    removing.value = new Set([...removing.value].filter((each) => each !== id));
  };
  const isPending = (id: string) => pending.value.some((item) => item.id === id);

  const announce = async (id: string, entry: Entry) => {
    const { draft } = entry;
    const key = await entry.key;
    const text = new TextEncoder().encode(draft.text);
    const sealed = toBase64url(await createSeal(key.key).seal(text, 'text', id));
    const sealedKey = await seal(key.bytes, 'item-key', id);
    // Taken away meanwhile: it is never sent.
    if (sealedKey === null || !isPending(id)) return { ok: false, error: 'offline' } as const;
    const content =
      draft.kind === 'file'
        ? ({ kind: 'file', sealed, size: draft.file.size } as const)
        : ({ kind: draft.kind, sealed } as const);
    entry.isSent = true;
    return request('item-add', { itemId: id, key: toBase64url(sealedKey), content, shelf: entry.shelf });
  };

  const files = createFileQueue({
    ...{ retries, isOnline, isPending, change },
    isElsewhere(id) {
      const { meetingId, held } = place();
      const { meetingId: meant = null, shelf = false } = entries.get(id) ?? {};
      if (shelf) return false;
      // C7, as on the server: nothing turns up in front of people it was not meant for.
      return meetingId !== null && (meant === null ? held : meant !== meetingId);
    },
    announce: (id) => announce(id, entries.get(id) as Entry),
    async sendBytes(id, stop) {
      const { draft, key } = entries.get(id) as Entry;
      if (draft.kind !== 'file') return null;
      const onProgress = (progress: number) => {
        if (!stop.aborted) change(id, { progress });
      };
      return sendBytes({ itemId: id, key: await key, file: draft.file, onProgress, signal: stop });
    },
  });
  const askFor = (ids: readonly string[]) => {
    for (const id of ids) {
      retries.end(id);
      change(id, { trouble: null, progress: null });
    }
    files.ask(ids);
  };

  const sendText = async (id: string): Promise<Trouble | null> => {
    const entry = entries.get(id);
    if (entry === undefined) return null;
    const reply = await announce(id, entry);
    if (!isPending(id)) return null; // it was taken back meanwhile
    if (reply.ok) retries.end(id);
    else if (PASSING.includes(reply.error)) retries.again(id, () => sendAgain(id));
    if (reply.ok || PASSING.includes(reply.error)) return null;
    forget(id);
    entries.delete(id);
    return reply.error;
  };

  /** Nobody waits for this answer any more: a text that is refused goes back to the person. */
  const sendAgain = async (id: string) => {
    const draft = entries.get(id)?.draft;
    const refused = isPending(id) ? await sendText(id) : null;
    if (refused !== null && draft !== undefined && draft.kind !== 'file') onReturned(draft, refused);
  };

  const remove = async (id: string): Promise<Trouble | null> => {
    removed.add(id);
    if (isPending(id)) forget(id); // what is on its way arrives before its removal, in the order of sending
    files.drop([id]);
    if (entries.get(id)?.isSent === false) {
      entries.delete(id);
      return null;
    }
    removing.value = new Set([...removing.value, id]);
    const reply = await request('item-remove', { itemId: id });
    const error = reply.ok || GONE.includes(reply.error) ? null : reply.error;
    if (error !== null && PASSING.includes(error)) {
      retries.again(id, () => void remove(id)); // C3: until it is gone
      return null;
    }
    retries.end(id);
    unmark(id);
    if (error === null) entries.delete(id);
    else removed.delete(id);
    return error;
  };

  const keep = (here: ReadonlySet<string>) => {
    for (const id of entries.keys()) if (!here.has(id) && !isPending(id)) entries.delete(id);
  };

  const settle = (there: ReadonlySet<string>) => {
    if (!pending.value.some(({ id }) => there.has(id))) return;
    for (const { id } of pending.value) if (there.has(id)) forget(id);
  };

  return {
    pending,
    removing,
    waiting: retries.waiting,
    add(draft) {
      const id = newId();
      entries.set(id, {
        draft,
        key: newItemKey(),
        meetingId: place().meetingId,
        shelf: false,
        isSent: false,
      });
      pending.value = [...pending.value, { id, draft, progress: null, trouble: null }];
      if (draft.kind !== 'file') return sendText(id);
      files.ask([id]);
      return Promise.resolve(null);
    },
    retry(id) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.meetingId = place().meetingId;
      askFor([id]);
    },
    remove,
    copyOf: (id) => entries.get(id)?.draft ?? null,
    resume(there) {
      settle(there);
      const goesOn = pending.value.filter(
        ({ trouble }) => trouble === null || OF_THE_LINE.includes(trouble), // the rest would go no better now
      );
      for (const id of [...goesOn.map(({ id }) => id), ...removing.value]) retries.end(id); // no long pauses any more
      for (const { id, draft } of goesOn) if (draft.kind !== 'file') void sendAgain(id);
      askFor(goesOn.filter(({ draft }) => draft.kind === 'file').map(({ id }) => id));
      for (const id of removing.value) void remove(id);
    },
    layBack(lost, meetingId) {
      const back = lost.filter(({ id }) => !removed.has(id) && !isPending(id));
      for (const { id, draft, shelf } of back) {
        const key = entries.get(id)?.key ?? newItemKey();
        entries.set(id, { draft, key, meetingId: shelf ? null : meetingId, shelf, isSent: true });
      }
      const pendingAgain = back.map(({ id, draft }) => ({ id, draft, progress: null, trouble: null }));
      pending.value = [...pending.value, ...pendingAgain];
      for (const { id, draft } of back) if (draft.kind !== 'file') void sendAgain(id);
      askFor(back.filter(({ draft }) => draft.kind === 'file').map(({ id }) => id));
    },
    settle,
    keep,
    leave(here) {
      files.drop(pending.value.map(({ id }) => id)); // none of them takes the place of another
      for (const { id } of pending.value) void remove(id);
      keep(here);
    },
  };
}
