import type { Content } from '../../meetings/meeting.ts';
import { checkText } from '../../meetings/text-check.ts';
import { fromBase64url } from '../../shared/base64url.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { AddedContent, Held } from '../../shared/protocol.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore, Place } from '../../storage/live-store.ts';
import type { Clock } from '../live/clock.ts';
import type { LiveService } from '../live/live-service.ts';
import type { MeetingRunner, Outcome } from '../live/meeting-runner.ts';
import { openText } from '../sealing/seal.ts';
import { inspectSealed } from './inspect-sealed.ts';

export interface ContentServiceOptions {
  store: LiveStore;
  vault: ItemVault;
  now: Clock;
  live: LiveService;
  runner: MeetingRunner;
}

/** A file whose bytes are on their way. */
export interface Upload {
  readonly itemId: string;
  readonly tabId: string;
  /** Its name, sealed. */
  readonly sealed: string;
  readonly size: number;
  /** Sealed bytes that came. */
  received: number;
  /** The last time any came, ms on the server's clock. */
  heardAt: number;
  /** The bytes are being looked at. */
  isWhole: boolean;
}

/** What is laid down, and its whole life: on the table, on the shelf, on its way there. */
export class ContentService {
  readonly #options: ContentServiceOptions;
  readonly #uploads = new Map<string, Upload>();

  constructor(options: ContentServiceOptions) {
    this.#options = options;
  }

  /**
   * C1, C7: lays something on the table, or on the shelf of somebody who is in no meeting. Of a file the bytes come
   * later. A repeated message adds one item.
   *
   * @param key the item's key; copied
   */
  async add(
    tabId: string,
    { itemId, key, content }: { itemId: string; key: Uint8Array; content: AddedContent },
  ): Promise<{ upload: boolean } | { error: ErrorCode }> {
    const { vault, store } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return { error: 'not-found' };
    const unreadable = checkSealed(key, itemId, content);
    if (unreadable !== null) return { error: unreadable };
    const isNew = vault.ownerOf(itemId) === null;
    const notKept = vault.put(itemId, tabId, key);
    if (notKept !== null) return { error: notKept };
    const error = content.kind === 'file' ? null : await this.#lay(tabId, itemId, { ...content, file: null });
    if (error !== null) {
      if (isNew) vault.erase(itemId);
      return { error };
    }
    if (content.kind !== 'file') return { upload: false };
    if (!isNew && !this.#uploads.has(itemId)) return { upload: false }; // it is there already
    const noRoom = isNew ? ((await this.#isFull(tabId)) ?? vault.reserve(itemId, content.size)) : null;
    if (noRoom !== null) {
      vault.erase(itemId);
      return { error: noRoom };
    }
    const { sealed, size } = content;
    const begun = { itemId, tabId, sealed, size, received: 0, heardAt: this.#options.now(), isWhole: false };
    this.#uploads.set(itemId, this.#uploads.get(itemId) ?? begun);
    return { upload: true };
  }

  /** C3: takes an item off the table or the shelf for good, or gives up an upload. */
  async remove(tabId: string, itemId: string): Outcome {
    const { vault, live, store, runner } = this.#options;
    const upload = this.#uploads.get(itemId);
    if (upload?.tabId === tabId) {
      this.#uploads.delete(itemId);
      vault.erase(itemId);
      return null;
    }
    const { shelf = null } = (await store.getTab(tabId)) ?? {};
    const fromTable = await live.act(tabId, (participantId) => ({
      ...{ type: 'item-remove', participantId, itemId },
    }));
    if (shelf === null || (fromTable !== 'not-in-meeting' && fromTable !== 'not-found')) return fromTable;
    const { participantId, meetingId } = shelf;
    return runner.apply(meetingId, { type: 'item-remove', participantId, itemId });
  }

  /** The upload a tab announced, from its beginning; null: there is none. */
  beginUpload(tabId: string, itemId: string): Upload | null {
    const known = this.#uploads.get(itemId);
    if (known?.tabId !== tabId || known.isWhole) return null;
    // Anew: whatever is still coming of an earlier try is no longer this upload.
    const upload = { ...known, received: 0, heardAt: this.#options.now() };
    this.#uploads.set(itemId, upload);
    return upload;
  }

  /** Takes sealed bytes of an upload. @returns false when it was given up, or there are more than announced */
  takeBytes(upload: Upload, bytes: Uint8Array): boolean {
    const file = this.#options.vault.file(upload.itemId);
    if (this.#uploads.get(upload.itemId) !== upload || file === null) return false;
    if (upload.received + bytes.length > file.sealed.length) return false;
    file.sealed.set(bytes, upload.received);
    upload.received += bytes.length;
    upload.heardAt = this.#options.now();
    return true;
  }

  /** All bytes came: looks at what they are and lays the file down. @returns why not; then nothing of it is kept */
  async finishUpload(upload: Upload): Outcome {
    const { vault } = this.#options;
    const { itemId, tabId, sealed, size } = upload;
    const file = vault.file(itemId);
    if (file === null || upload.received !== file.sealed.length) return 'upload-broken';
    upload.isWhole = true;
    const found = await inspectSealed(vault, itemId);
    // It may have been given up meanwhile.
    if (this.#uploads.get(itemId) !== upload) return 'not-found';
    this.#uploads.delete(itemId);
    const error =
      'error' in found
        ? found.error
        : await this.#lay(tabId, itemId, {
            ...{ kind: found.kind, sealed, file: { size, mediaType: found.mediaType } },
          });
    if (error !== null) vault.erase(itemId);
    return error;
  }

  /** Nothing more is heard of this tab: its uploads are given up. */
  forgetTab(tabId: string): void {
    for (const upload of this.#uploads.values()) if (upload.tabId === tabId) this.#giveUp(upload);
  }

  /** Gives up uploads that bring nothing any more. Idempotent. */
  sweep(): void {
    const now = this.#options.now();
    for (const upload of this.#uploads.values()) {
      if (!upload.isWhole && upload.heardAt + LIMITS.uploadPauseMs <= now) this.#giveUp(upload);
    }
  }

  /** B1: what a tab has here, by the deadlines that are kept. */
  async held(tabId: string): Promise<Pick<Held, 'name' | 'until' | 'items' | 'uploads'>> {
    const { store, vault, now } = this.#options;
    const tab = await store.getTab(tabId);
    const listed: Held['items'] = [];
    let until = now() + LIMITS.idleMs;
    const list = async (on: 'table' | 'shelf', place: Place | null) => {
      const holding = place ? await store.holding(place) : null;
      if (holding === null) return;
      until = holding.until;
      for (const { id, content, addedAt } of holding.items) {
        const bytes = vault.file(id)?.size ?? Math.floor((content.sealed.length * 3) / 4);
        listed.push({ itemId: id, on, kind: content.kind, bytes, addedAt, until: holding.until });
      }
    };
    await list('table', tab?.place ?? null);
    await list('shelf', tab?.shelf ?? null);
    const uploads = [...this.#uploads.values()]
      .filter((upload) => upload.tabId === tabId)
      .map(({ itemId, received, size, heardAt }) => ({
        ...{ itemId, bytes: received, size, until: heardAt + LIMITS.uploadPauseMs },
      }));
    return { name: tab?.name ?? null, until, items: listed, uploads };
  }

  #giveUp({ itemId }: Upload): void {
    this.#uploads.delete(itemId);
    this.#options.vault.erase(itemId);
  }

  /** Asked before the bytes come, so that nobody sends 25 MB in vain. */
  async #isFull(tabId: string): Outcome {
    const { store } = this.#options;
    const tab = await store.getTab(tabId);
    const place = tab?.place ?? tab?.shelf ?? null;
    const own = place ? ((await store.holding(place))?.items.length ?? 0) : 0;
    const coming = [...this.#uploads.values()].filter((upload) => upload.tabId === tabId).length;
    return own + coming >= LIMITS.itemsPerParticipant ? 'too-many-items' : null;
  }

  async #lay(tabId: string, itemId: string, content: Content): Outcome {
    const { store, live, runner } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return 'not-found';
    // A repeated message finds what is already on the shelf there, also in a meeting.
    const shelved = tab.shelf ? ((await store.holding(tab.shelf))?.items ?? []) : [];
    if (shelved.some(({ id }) => id === itemId)) return null;
    const { meetingId, participantId } = tab.place ?? (await live.withShelf(tab)).shelf;
    return runner.apply(meetingId, { type: 'item-add', participantId, itemId, content });
  }
}

/** Whether what was sealed may be laid down. Texts are looked at as bytes, which are overwritten at once. */
function checkSealed(key: Uint8Array, itemId: string, content: AddedContent): ErrorCode | null {
  const plain = openText(key, fromBase64url(content.sealed), 'text', itemId);
  if (plain === null) return 'bad-seal';
  const error = checkText(content.kind === 'file' ? 'name' : content.kind, plain);
  plain.fill(0);
  return error;
}
