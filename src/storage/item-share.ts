import type { ItemVault } from './item-vault.ts';

/**
 * How what is in this server's vault reaches other servers. The vault is where keys and bytes are worked with; a
 * single server has nothing beside it.
 */
export interface ItemShare {
  /**
   * Brings these items here if they are not: their keys, and the sealed bytes of files when `files` is set. What is
   * nowhere stays missing.
   *
   * @returns null when there is nothing to wait for
   */
  load(itemIds: readonly string[], options?: { files?: boolean }): Promise<void> | null;
  /** An item is whole: all servers may have it. */
  keep(itemId: string): Promise<void>;
  /** Nothing of this item may be kept anywhere. */
  erase(itemId: string): Promise<void>;
  /** Whether an item is erased. */
  isErased(itemId: string): Promise<boolean>;
}

/** All there is lies in this server's vault. */
export function createLocalShare(vault: ItemVault): ItemShare {
  return {
    load: () => null,
    keep: async () => {},
    erase: async (itemId) => vault.erase(itemId),
    isErased: async (itemId) => vault.ownerOf(itemId) === null,
  };
}
