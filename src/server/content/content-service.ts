import { addressGroup } from '../../meetings/address-group.ts';
import type { Content } from '../../meetings/meeting.ts';
import { checkText } from '../../meetings/text-check.ts';
import { fromBase64url } from '../../shared/base64url.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { AddedContent, Held } from '../../shared/protocol.ts';
import type { ItemShare } from '../../storage/item-share.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import type { LiveStore, Place, Tab } from '../../storage/live-store.ts';
import type { Turns } from '../../storage/turns.ts';
import type { Clock } from '../live/clock.ts';
import type { Outcome } from '../live/meeting-runner.ts';
import type { Places } from '../live/places.ts';
import { openText } from '../sealing/seal.ts';
import { inspectSealed } from './inspect-sealed.ts';

export interface ContentServiceOptions {
  store: LiveStore;
  vault: ItemVault;
  share: ItemShare;
  now: Clock;
  places: Places;
  /** By tab. */
  turns: Turns;
  /** W12: why no file is taken just now, or null; texts of people who are here are. */
  full: () => ErrorCode | null;
  /** W6: something new lies on a table, or on a shelf. */
  onLaid: (kind: Content['kind']) => void;
}

/** What a page lays down. */
export interface Added {
  readonly itemId: string;
  /** Copied. */
  readonly key: Uint8Array;
  readonly content: AddedContent;
  /** C7: on the shelf, also in a meeting. */
  readonly shelf?: boolean;
  /** Where the page comes from. */
  readonly address: string;
}

/** A file whose bytes are on their way. */
export interface Upload {
  readonly itemId: string;
  readonly tabId: string;
  /** The address group it comes from. */
  readonly from: string;
  /** Its name, sealed. */
  readonly sealed: string;
  readonly size: number;
  /** The meeting at whose table it was announced; null: in none. */
  readonly meetingId: string | null;
  /** C7: on the shelf, whatever there is. */
  readonly shelf: boolean;
  readonly announcedAt: number;
  /** Sealed bytes that came. */
  received: number;
  /** When the first and the last of them came, of all tries together, ms on the server's clock; null: none did. */
  came: { first: number; last: number } | null;
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

  /** Files that are on their way. */
  get uploads(): number {
    return this.#uploads.size;
  }

  /**
   * C1, C7: lays something on the table, or on the shelf of somebody who is in no meeting. Of a file the bytes come
   * later. A repeated message adds one item.
   */
  add(tabId: string, added: Added): Promise<{ upload: boolean } | { error: ErrorCode }> {
    return this.#options.turns.run(tabId, async () => {
      const { vault, share, store } = this.#options;
      const { itemId, key, content } = added;
      const tab = await store.getTab(tabId);
      if (tab === null) return { error: 'server-busy' }; // everything was lost; in a moment the tab is back
      const unreadable = checkSealed(key, itemId, content);
      if (unreadable !== null) return { error: unreadable };
      await share.load([itemId]);
      const upload = this.#uploads.get(itemId);
      if (upload?.tabId === tabId) return { upload: !upload.isWhole };
      if (vault.ownerOf(itemId) === tabId) {
        if (await this.#isLaid(tab, itemId)) return { upload: false };
        await share.erase(itemId); // the table it lay on was lost, and it comes anew
      }
      const shut = content.kind === 'file' ? this.#options.full() : null;
      if (shut !== null) return { error: shut };
      const text = { bytes: content.sealed.length, from: addressGroup(added.address) };
      const notKept = (await this.#isFull(tab)) ?? vault.put(itemId, tabId, key, text);
      if (notKept !== null) return { error: notKept };
      const error =
        content.kind === 'file'
          ? this.#announce(tab, added, content)
          : await this.#lay(tab, itemId, { ...content, file: null }, whereTo(tab, null, added.shelf));
      if (error === null) return { upload: content.kind === 'file' };
      await share.erase(itemId);
      return { error };
    });
  }

  /** C3: takes an item off the table or the shelf for good, or gives up an upload. */
  remove(tabId: string, itemId: string): Outcome {
    return this.#options.turns.run(tabId, async () => {
      const { places, store } = this.#options;
      const upload = this.#uploads.get(itemId);
      if (upload?.tabId === tabId) {
        this.#giveUp(upload);
        return null;
      }
      const removal = (participantId: string) => ({ type: 'item-remove', participantId, itemId }) as const;
      const tab = await store.getTab(tabId);
      const fromTable = await places.actAt(tab?.place ?? null, removal);
      const isElsewhere = fromTable === 'not-in-meeting' || fromTable === 'not-found';
      return isElsewhere && tab?.shelf ? places.actAt(tab.shelf, removal) : fromTable;
    });
  }

  /** The upload a tab announced, from its beginning; null: there is none. */
  beginUpload(tabId: string, itemId: string): Upload | null {
    const known = this.#uploads.get(itemId);
    if (known?.tabId !== tabId || known.isWhole) return null;
    // Anew: whatever is still coming of an earlier try is no longer this upload. Only bytes are a sign of life.
    const upload = { ...known, received: 0 };
    this.#uploads.set(itemId, upload);
    return upload;
  }

  /** Whether an upload took longer than any may. */
  isTooSlow({ came }: Upload): boolean {
    return came !== null && came.first + LIMITS.uploadMs <= this.#options.now();
  }

  /** Whether bytes of this upload are still awaited. */
  isAwaited(upload: Upload): boolean {
    return this.#uploads.get(upload.itemId) === upload;
  }

  /** Takes sealed bytes of an upload. @returns false when it was given up, or there are more than announced */
  takeBytes(upload: Upload, bytes: Uint8Array): boolean {
    const file = this.#options.vault.file(upload.itemId);
    if (!this.isAwaited(upload) || file === null) return false;
    if (upload.received + bytes.length > file.sealed.length) return false;
    file.sealed.set(bytes, upload.received);
    upload.received += bytes.length;
    const last = this.#options.now();
    upload.came = { first: upload.came?.first ?? last, last };
    return true;
  }

  /** All bytes came: looks at what they are and lays the file down. @returns why not; then nothing of it is kept */
  async finishUpload(upload: Upload): Outcome {
    const { vault, store, turns } = this.#options;
    const { itemId, tabId, sealed, size } = upload;
    if (!this.isAwaited(upload)) return 'not-found';
    if (upload.received !== vault.file(itemId)?.sealed.length) return 'upload-broken';
    upload.isWhole = true;
    let isLaid = false;
    try {
      const found = await inspectSealed(vault, itemId);
      return await turns.run(tabId, async () => {
        const tab = await store.getTab(tabId);
        if (!this.isAwaited(upload) || tab === null) return 'not-found'; // given up meanwhile
        if ('error' in found) return found.error;
        const { kind, mediaType } = found;
        const where = whereTo(tab, upload, upload.shelf);
        const refused = await this.#lay(tab, itemId, { kind, sealed, file: { size, mediaType } }, where);
        isLaid = refused === null;
        return refused;
      });
    } finally {
      if (this.isAwaited(upload)) {
        if (isLaid) this.#uploads.delete(itemId);
        else this.#giveUp(upload);
      }
    }
  }

  /** Nothing more is heard of this tab: its uploads are given up. */
  forgetTab(tabId: string): void {
    for (const upload of this.#uploads.values()) if (upload.tabId === tabId) this.#giveUp(upload);
  }

  /** Gives up uploads that bring nothing any more. Idempotent. */
  sweep(): void {
    const now = this.#options.now();
    for (const upload of this.#uploads.values()) {
      if (!upload.isWhole && untilOf(upload) <= now) this.#giveUp(upload);
    }
  }

  /** B1: what a tab has here, by the deadlines that are kept. */
  async held(tabId: string): Promise<Pick<Held, 'name' | 'until' | 'items' | 'uploads'>> {
    const { store, now } = this.#options;
    const tab = await store.getTab(tabId);
    const listed: Held['items'] = [];
    let until = now() + LIMITS.idleMs;
    const list = async (on: 'table' | 'shelf', place: Place | null) => {
      const holding = place ? await store.holding(place) : null;
      if (holding === null) return;
      until = holding.until;
      for (const { id, content, addedAt } of holding.items) {
        const bytes = content.file?.size ?? Math.floor((content.sealed.length * 3) / 4);
        listed.push({ itemId: id, on, kind: content.kind, bytes, addedAt, until: holding.until });
      }
    };
    await list('table', tab?.place ?? null);
    await list('shelf', tab?.shelf ?? null);
    const uploads = [...this.#uploads.values()]
      .filter((upload) => upload.tabId === tabId)
      .map((upload) => {
        const { itemId, received, size } = upload;
        return { itemId, bytes: received, size, until: untilOf(upload) };
      });
    return { name: tab?.name ?? null, until, items: listed, uploads };
  }

  #giveUp({ itemId }: Upload): void {
    this.#uploads.delete(itemId);
    this.#options.vault.erase(itemId);
  }

  /** Room for a file is asked for before its bytes come, so that nobody sends 25 MB in vain. */
  #announce(
    tab: Tab,
    { itemId, address, shelf = false }: Added,
    { sealed, size }: { sealed: string; size: number },
  ): ErrorCode | null {
    const { vault, now } = this.#options;
    const from = addressGroup(address);
    let coming = size;
    for (const upload of this.#uploads.values()) if (upload.from === from) coming += upload.size;
    if (coming > LIMITS.bytesComingPerAddress) return 'too-many-uploads';
    const noRoom = vault.reserve(itemId, size, from);
    if (noRoom !== null) return noRoom;
    this.#uploads.set(itemId, {
      ...{ itemId, tabId: tab.tabId, from, sealed, size, meetingId: tab.place?.meetingId ?? null },
      ...{ shelf, announcedAt: now(), received: 0, came: null, isWhole: false },
    });
    return null;
  }

  /** On the table, on the shelf and on their way together: so all that a table has no room for fits on the shelf. */
  async #isFull({ tabId, place, shelf }: Tab): Outcome {
    const { places } = this.#options;
    let own = (await places.itemsAt(place)).length + (await places.itemsAt(shelf)).length;
    for (const upload of this.#uploads.values()) if (upload.tabId === tabId) own += 1;
    return own >= LIMITS.itemsPerParticipant ? 'too-many-items' : null;
  }

  async #isLaid({ place, shelf }: Tab, itemId: string): Promise<boolean> {
    const { places } = this.#options;
    const own = [...(await places.itemsAt(place)), ...(await places.itemsAt(shelf))];
    return own.some(({ id }) => id === itemId);
  }

  async #lay(tab: Tab, id: string, content: Content, where: 'table' | 'shelf'): Outcome {
    const { places, share, onLaid } = this.#options;
    await share.keep(id);
    const refused = await places.lay(tab.tabId, { id, content }, where);
    if (refused === null) onLaid(content.kind);
    else await share.erase(id);
    return refused;
  }
}

/** B1: when an upload is given up unless more of it comes: the deadline that is kept, and the one that is shown. */
function untilOf({ announcedAt, came }: Upload): number {
  if (came === null) return announcedAt + LIMITS.uploadStartMs;
  return Math.min(came.last + LIMITS.uploadPauseMs, came.first + LIMITS.uploadMs);
}

/**
 * C7: on the table there is; what was announced at another table, or before there was one by somebody who holds back,
 * does not turn up in front of people it was not meant for.
 */
function whereTo(
  { place, held }: Tab,
  announced: Pick<Upload, 'meetingId'> | null,
  shelf = false,
): 'table' | 'shelf' {
  if (place === null || shelf) return 'shelf';
  if (announced === null || announced.meetingId === place.meetingId) return 'table';
  return announced.meetingId === null && !held ? 'table' : 'shelf';
}

/** Whether what was sealed may be laid down. Texts are looked at as bytes, which are overwritten at once. */
function checkSealed(key: Uint8Array, itemId: string, content: AddedContent): ErrorCode | null {
  const plain = openText(key, fromBase64url(content.sealed), 'text', itemId);
  if (plain === null) return 'bad-seal';
  const error = checkText(content.kind === 'file' ? 'name' : content.kind, plain);
  plain.fill(0);
  return error;
}
