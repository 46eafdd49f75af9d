import { type Signal, signal } from '@preact/signals';
import { toBase64url } from '../../shared/base64url.ts';
import type { Content } from '../../shared/content.ts';
import type { Request, Trouble } from './request.ts';
import { createRetries, type Later } from './retries.ts';
import { createSeal, type ItemKey, newItemKey, type SealForLine } from './sealed-line.ts';

/** What somebody lays down, as this page has it. */
export type Draft = Content | { readonly kind: 'file'; readonly text: string; readonly file: Blob };

/** A thing on its way to the table, or to the shelf. */
export interface PendingItem {
  readonly id: string;
  readonly draft: Draft;
  /** Of a file, how much of it has left this device, 0 to 1; null: it has no bytes, or waits. */
  readonly progress: number | null;
  /** Why it is not going on. A text that is refused goes back to the form instead. */
  readonly trouble: Trouble | null;
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
  /** The server refused what was sent again; nobody waits for that answer. */
  onReturned(content: Content, trouble: Trouble): void;
}

/** What was added and removed here and the server has not confirmed yet; survives a lost line, not the page. */
export interface Outbox {
  readonly pending: Signal<readonly PendingItem[]>;
  /** Ids of things that are being removed. */
  readonly removing: Signal<ReadonlySet<string>>;
  /** Ids of texts and removals that had no answer, or came too fast, and are tried again by themselves. */
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
  /** The line is back, and this is all that is on the table and the shelf: the rest is sent again under the same id. */
  resume(there: ReadonlySet<string>): void;
  /** All that is on the table and the shelf; what of it was pending is done. */
  settle(there: ReadonlySet<string>): void;
  /** C4: forgets its copies of what is not here any more and not on its way either. */
  keep(here: ReadonlySet<string>): void;
  /** C4: the person left: what was on its way to that table is given up too. */
  leave(here: ReadonlySet<string>): void;
}

/** What a lost line may have brought about. */
const OF_THE_LINE: readonly Trouble[] = ['offline', 'upload-broken', 'not-found'];
/** What says nothing of the thing itself: the same goes well a little later. */
const PASSING: readonly Trouble[] = ['offline', 'too-fast', 'server-busy', 'internal'];
/** It is nowhere any more, which is what was wanted. */
const GONE: readonly Trouble[] = ['not-found', 'not-in-meeting'];

interface Entry {
  readonly draft: Draft;
  readonly key: Promise<ItemKey>;
  upload: AbortController | null;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { request, newId, seal, sendBytes, later, onReturned } = options;
  const retries = createRetries(later);
  const pending = signal<readonly PendingItem[]>([]);
  const removing = signal<ReadonlySet<string>>(new Set());
  /** Everything this page laid down, until it is gone. */
  const entries = new Map<string, Entry>();

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

  const announce = async (id: string, { draft, key: making }: Entry) => {
    const key = await making;
    const text = new TextEncoder().encode(draft.text);
    const sealed = toBase64url(await createSeal(key.key).seal(text, 'text', id));
    const sealedKey = await seal(key.bytes, 'item-key', id);
    // Taken away meanwhile: it is never sent.
    if (sealedKey === null || !isPending(id)) return { ok: false, error: 'offline' } as const;
    const content =
      draft.kind === 'file'
        ? ({ kind: 'file', sealed, size: draft.file.size } as const)
        : ({ kind: draft.kind, sealed } as const);
    return request('item-add', { itemId: id, key: toBase64url(sealedKey), content });
  };

  const upload = async (id: string, entry: Entry, file: Blob): Promise<Trouble | null> => {
    const aborting = new AbortController();
    entry.upload?.abort();
    entry.upload = aborting;
    change(id, { progress: 0 });
    const trouble = await sendBytes({
      ...{ itemId: id, key: await entry.key, file, signal: aborting.signal },
      onProgress: (progress) => change(id, { progress }),
    });
    return aborting.signal.aborted ? null : trouble;
  };

  const send = async (id: string): Promise<Trouble | null> => {
    const entry = entries.get(id);
    if (entry === undefined) return null;
    change(id, { trouble: null });
    const reply = await announce(id, entry);
    if (!isPending(id)) return null; // it was taken back meanwhile
    if (entry.draft.kind !== 'file') {
      if (reply.ok) retries.end(id);
      else if (PASSING.includes(reply.error)) retries.again(id, () => sendAgain(id));
      if (reply.ok || PASSING.includes(reply.error)) return null;
      forget(id);
      entries.delete(id);
      return reply.error;
    }
    if (reply.ok && !reply.upload) return null; // it is there
    const trouble = reply.ok ? await upload(id, entry, entry.draft.file) : reply.error;
    if (trouble !== null) change(id, { trouble, progress: null });
    return null;
  };

  /** Nobody waits for this answer any more: a text that is refused goes back to the person. */
  const sendAgain = async (id: string) => {
    const draft = entries.get(id)?.draft;
    const refused = isPending(id) ? await send(id) : null;
    if (refused !== null && draft !== undefined && draft.kind !== 'file') onReturned(draft, refused);
  };

  const remove = async (id: string): Promise<Trouble | null> => {
    entries.get(id)?.upload?.abort();
    if (isPending(id)) forget(id); // what is on its way arrives before its removal, in the order of sending
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
      entries.set(id, { draft, key: newItemKey(), upload: null });
      pending.value = [...pending.value, { id, draft, progress: null, trouble: null }];
      return send(id);
    },
    retry: (id) => void send(id),
    remove,
    copyOf: (id) => entries.get(id)?.draft ?? null,
    resume(there) {
      settle(there);
      for (const { id, trouble } of pending.value) {
        if (trouble !== null && !OF_THE_LINE.includes(trouble)) continue; // that would go no better now
        void sendAgain(id);
      }
      for (const id of removing.value) void remove(id);
    },
    settle,
    keep,
    leave(here) {
      for (const { id } of pending.value) void remove(id);
      keep(here);
    },
  };
}
