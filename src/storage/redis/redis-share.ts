import { RESP_TYPES } from '@redis/client';
import { SEALING } from '../../shared/sealing.ts';
import type { ItemShare } from '../item-share.ts';
import type { ItemVault } from '../item-vault.ts';
import type { Redis } from './redis-connection.ts';
import { namesOfContent, UNPLACED_MS } from './redis-live-store.ts';
import type { ValueSeal } from './value-seal.ts';

/** Texts are counted by the server they came in at. */
const COUNTED_ELSEWHERE = { bytes: 0, from: '' };

/** Bytes of a file that nobody asks for here are no longer kept here, ms. */
const UNUSED_MS = 60_000;

export interface RedisShareOptions {
  redis: Redis;
  seal: ValueSeal;
  vault: ItemVault;
  now: () => number;
  /** C3: the other servers overwrite their copies at once, not only when they look. */
  onErased: (itemId: string) => void;
}

export interface RedisShare extends ItemShare {
  /** Another server erased these. */
  erasedElsewhere(itemIds: readonly string[]): void;
  /** Overwrites copies of what is not in Redis any more, whoever removed it. To be called every second or so. */
  sweep(): Promise<void>;
}

/**
 * Keys and sealed bytes of items in Redis, for all servers. The key of an item is sealed with the cluster's secret,
 * which Redis does not know; its bytes are sealed with its key by the page that laid it down. The copies in this
 * server's vault are as good as what is in Redis and no better: what is gone there is overwritten here.
 */
export function createRedisShare({ redis, seal, vault, now, onErased }: RedisShareOptions): RedisShare {
  const bytes = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  /** Items in the vault that are in Redis, too, or were. Plain bytes of a file, and when it was last asked for. */
  const shared = new Map<string, { readonly size: number | null; usedAt: number }>();
  const loading = new Map<string, Promise<void>>();

  async function fetchItem(itemId: string, files: boolean): Promise<void> {
    const names = namesOfContent(seal, itemId);
    if (vault.key(itemId) === null) {
      const sealed = await bytes.get(names.key);
      if (sealed === null) return;
      const { key, tabId, size } = unpackKey(seal.openBytes(names.key, sealed));
      const refused = vault.put(itemId, tabId, key, COUNTED_ELSEWHERE);
      key.fill(0);
      if (refused !== null) return;
      shared.set(itemId, { size, usedAt: now() });
    }
    const size = shared.get(itemId)?.size ?? null;
    if (!files || size === null || vault.file(itemId) !== null) return;
    const sealed = await bytes.get(names.file);
    if (sealed === null || vault.key(itemId) === null) return; // erased meanwhile
    vault.adopt(itemId, { size, sealed });
    sealed.fill(0);
  }

  function isMissing(itemId: string, files: boolean): boolean {
    const known = shared.get(itemId);
    if (known !== undefined && files) known.usedAt = now();
    if (vault.key(itemId) === null) return true;
    return files && known !== undefined && known.size !== null && vault.file(itemId) === null;
  }
  const forget = (itemId: string) => {
    shared.delete(itemId);
    vault.erase(itemId);
  };

  return {
    load(itemIds, { files = false } = {}) {
      const missing = itemIds.filter((itemId) => isMissing(itemId, files));
      if (missing.length === 0) return null;
      const fetched = missing.map((itemId) => {
        const name = `${files} ${itemId}`;
        const under = loading.get(name);
        if (under !== undefined) return under;
        const mine = fetchItem(itemId, files).finally(() => loading.delete(name));
        loading.set(name, mine);
        return mine;
      });
      return Promise.all(fetched).then(() => {});
    },
    async keep(itemId) {
      const key = vault.key(itemId);
      const tabId = vault.ownerOf(itemId);
      if (key === null || tabId === null) return;
      const names = namesOfContent(seal, itemId);
      const file = vault.file(itemId);
      const size = file?.size ?? null;
      const packed = packKey(key, { tabId, size });
      // C3: until it lies somewhere; then its item keeps it.
      const ends = { expiration: { type: 'PX', value: UNPLACED_MS } } as const;
      shared.set(itemId, { size, usedAt: now() });
      await redis.set(names.key, seal.sealBytes(names.key, packed), ends);
      packed.fill(0);
      if (file !== null) await redis.set(names.file, Buffer.from(file.sealed), ends);
    },
    async erase(itemId) {
      forget(itemId);
      onErased(itemId);
      await redis.unlink(Object.values(namesOfContent(seal, itemId)));
    },
    async isErased(itemId) {
      return (await redis.exists(namesOfContent(seal, itemId).key)) === 0;
    },
    erasedElsewhere: (itemIds) => itemIds.forEach(forget),
    async sweep() {
      for (const [itemId, { size, usedAt }] of shared) {
        if (size !== null && usedAt + UNUSED_MS <= now()) vault.release(itemId);
      }
      const known = [...shared];
      if (known.length === 0) return;
      const there = await Promise.all(
        known.map(([itemId]) => redis.exists(namesOfContent(seal, itemId).key)),
      );
      known.forEach(([itemId, entry], index) => {
        // What was laid down anew while we asked is another one.
        if (there[index] === 0 && shared.get(itemId) === entry) forget(itemId);
      });
    },
  };
}

/** What is kept beside a key. */
interface About {
  readonly tabId: string;
  /** Plain bytes of its file; null: it is a text. */
  readonly size: number | null;
}

function packKey(key: Uint8Array, about: About): Buffer {
  return Buffer.concat([key, Buffer.from(JSON.stringify(about))]);
}

function unpackKey(packed: Buffer): About & { key: Buffer } {
  const end = SEALING.keyBytes;
  return { key: packed.subarray(0, end), ...JSON.parse(packed.subarray(end).toString()) };
}
