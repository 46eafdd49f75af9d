import { SEALING, segmentNonce } from '../../shared/sealing.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import { openSeal } from '../sealing/seal.ts';

/**
 * Opens a file segment by segment, each in memory of its own that is overwritten when the next one is asked for.
 * Every time the file is looked up anew: it ends early, with `null`, when it is erased meanwhile or does not open.
 */
export function* openSegments(vault: ItemVault, itemId: string): Generator<Buffer | null> {
  const count = Math.ceil((vault.file(itemId)?.size ?? 0) / SEALING.segmentBytes);
  const stride = SEALING.segmentBytes + SEALING.tagBytes;
  for (let index = 0; index < count; index += 1) {
    const key = vault.key(itemId);
    const file = vault.file(itemId);
    if (key === null || file === null) return yield null;
    const body = file.sealed.subarray(index * stride, (index + 1) * stride);
    const plain = openSeal({ key, nonce: segmentNonce(index), body, purpose: 'segment', id: itemId });
    if (plain === null) return yield null;
    try {
      yield plain;
    } finally {
      plain.fill(0);
    }
  }
}
