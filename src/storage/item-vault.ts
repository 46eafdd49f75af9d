import type { ErrorCode } from '../shared/errors.ts';
import { LIMITS } from '../shared/limits.ts';
import { SEALING, sealedSize } from '../shared/sealing.ts';

/** How many keys one piece of memory holds. */
const KEYS_A_SLAB = 1_024;

/** The sealed bytes of a file. */
export interface SealedFile {
  /** Plain bytes. */
  readonly size: number;
  /** All segments, as they came. */
  readonly sealed: Uint8Array;
}

/**
 * Keys of items, and the sealed bytes of files, in this process's memory and nowhere else (C11). Keys lie in memory of
 * their own, which the runtime neither moves nor copies, apart from what they seal: an item is erased by overwriting
 * its key, and its bytes as well.
 */
export interface ItemVault {
  /** Sealed bytes of all files, those on their way included. */
  readonly bytes: number;
  /** How many items there are. */
  readonly items: number;
  /**
   * Keeps a copy of an item's key, and counts its text, which lies elsewhere.
   *
   * @param text how long it is, sealed, and where it comes from
   * @returns why not
   */
  put(itemId: string, tabId: string, key: Uint8Array, text: SealedText): ErrorCode | null;
  /** The tab that brought an item; null: there is none. */
  ownerOf(itemId: string): string | null;
  /**
   * Makes room for a file of so many plain bytes.
   *
   * @param from where it comes from; nobody has more than their share of the memory
   * @returns why not
   */
  reserve(itemId: string, size: number, from: string): ErrorCode | null;
  /** The key, where it lies; null: erased. */
  key(itemId: string): Uint8Array | null;
  file(itemId: string): SealedFile | null;
  /** Takes a copy of the sealed bytes of a file that is whole already. @returns why not */
  adopt(itemId: string, file: SealedFile): ErrorCode | null;
  /** Overwrites the bytes of a file, which are elsewhere, too. */
  release(itemId: string): void;
  /** Overwrites the key and the bytes. Erasing what is not there is well. */
  erase(itemId: string): void;
}

/** The text of an item, or the name of a file. */
export interface SealedText {
  readonly bytes: number;
  readonly from: string;
}

interface Entry {
  readonly tabId: string;
  readonly key: Uint8Array;
  readonly text: SealedText;
  file: SealedFile | null;
  from: string | null;
}

/** Of all memory for files, and of that for texts, what those of one address may have together. */
const SHARE = 0.75;
/** What an item takes beside its text. */
const ITEM_BYTES = 1_024;

export interface VaultLimits {
  /** Sealed bytes that all files together may have. */
  readonly bytes: number;
  /** The same of texts, names of files included; a quarter of it when left out. */
  readonly textBytes?: number;
}

export function createItemVault(limits: VaultLimits): ItemVault {
  const texts = countTexts(limits.textBytes ?? limits.bytes / 4);
  const entries = new Map<string, Entry>();
  const free: Uint8Array[] = [];
  let bytes = 0;

  function slot(): Uint8Array {
    if (free.length === 0) {
      // Arrays as short as a key would lie on the heap, where they are copied about.
      const slab = new ArrayBuffer(KEYS_A_SLAB * SEALING.keyBytes);
      for (let i = 0; i < KEYS_A_SLAB; i += 1) {
        free.push(new Uint8Array(slab, i * SEALING.keyBytes, SEALING.keyBytes));
      }
    }
    return free.pop() as Uint8Array;
  }
  const bytesOf = (tabId: string) => {
    let sum = 0;
    for (const entry of entries.values()) if (entry.tabId === tabId) sum += entry.file?.size ?? 0;
    return sum;
  };

  const bytesFrom = (from: string) => {
    let sum = 0;
    for (const entry of entries.values()) if (entry.from === from) sum += entry.file?.sealed.length ?? 0;
    return sum;
  };

  const dropFile = (entry: Entry) => {
    if (entry.file === null) return;
    entry.file.sealed.fill(0);
    bytes -= entry.file.sealed.length;
    entry.file = null;
  };

  return {
    get bytes() {
      return bytes;
    },
    get items() {
      return entries.size;
    },
    put(itemId, tabId, key, text) {
      const known = entries.get(itemId);
      if (known !== undefined) return known.tabId === tabId ? null : 'bad-message';
      if (key.length !== SEALING.keyBytes) return 'bad-seal';
      if (!texts.hasRoom(text)) return 'memory-full';
      texts.count(text, 1);
      const kept = slot();
      kept.set(key);
      entries.set(itemId, { tabId, key: kept, text, file: null, from: null });
      return null;
    },
    ownerOf: (itemId) => entries.get(itemId)?.tabId ?? null,
    reserve(itemId, size, from) {
      const entry = entries.get(itemId);
      if (entry === undefined) return 'not-found';
      if (entry.file !== null) return null;
      if (size > LIMITS.fileBytes) return 'file-too-large';
      if (bytesOf(entry.tabId) + size > LIMITS.bytesPerParticipant) return 'quota-full';
      const needed = sealedSize(size);
      if (bytes + needed > limits.bytes || bytesFrom(from) + needed > SHARE * limits.bytes)
        return 'memory-full';
      bytes += needed;
      entry.from = from;
      entry.file = { size, sealed: new Uint8Array(needed) };
      return null;
    },
    adopt(itemId, { size, sealed }) {
      const entry = entries.get(itemId);
      if (entry === undefined) return 'not-found';
      if (entry.file !== null) return null;
      if (bytes + sealed.length > limits.bytes) return 'memory-full';
      bytes += sealed.length;
      entry.file = { size, sealed: new Uint8Array(sealed) };
      return null;
    },
    release(itemId) {
      const entry = entries.get(itemId);
      if (entry?.file) dropFile(entry);
    },
    key: (itemId) => entries.get(itemId)?.key ?? null,
    file: (itemId) => entries.get(itemId)?.file ?? null,
    erase(itemId) {
      const entry = entries.get(itemId);
      if (entry === undefined) return;
      entries.delete(itemId);
      texts.count(entry.text, -1);
      entry.key.fill(0); // C3, C4, C5, C6, C8: what was sealed with it cannot be opened any more
      free.push(entry.key);
      dropFile(entry);
    },
  };
}

/** W12: nobody fills the memory with texts, however many tabs they open. */
function countTexts(most: number) {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    hasRoom: ({ bytes, from }: SealedText): boolean => {
      const more = bytes + ITEM_BYTES;
      return all + more <= most && (byAddress.get(from) ?? 0) + more <= SHARE * most;
    },
    count({ bytes, from }: SealedText, change: 1 | -1): void {
      const more = change * (bytes + ITEM_BYTES);
      all += more;
      const own = (byAddress.get(from) ?? 0) + more;
      if (own === 0) byAddress.delete(from);
      else byAddress.set(from, own);
    },
  };
}
