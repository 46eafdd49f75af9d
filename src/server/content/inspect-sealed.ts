import { setImmediate as othersFirst } from 'node:timers/promises';
import type { FileKind } from '../../shared/content.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ItemVault } from '../../storage/item-vault.ts';
import { inspectFile } from './inspect.ts';
import { GifWalk } from './pictures/gif-pixels.ts';
import { openSegments } from './segments.ts';

/** Segments opened before others have their turn: 1 MB. */
const SEGMENTS_A_TURN = 16;

/** Headers of pictures, with all that cameras put before them, end within this; bytes. Frames of GIF go on to the end. */
const LOOKED_AT = 4 * 1_024 * 1_024;

/**
 * What a sealed file is. All of it is opened, to see that it is whole; its beginning is in one piece of plain memory for
 * as long as that takes, and then overwritten.
 */
export async function inspectSealed(
  vault: ItemVault,
  itemId: string,
): Promise<{ kind: FileKind; mediaType: string } | { error: ErrorCode }> {
  const plain = new Uint8Array(Math.min(LOOKED_AT, vault.file(itemId)?.size ?? 0));
  const gif = new GifWalk();
  try {
    let at = 0;
    let turn = 0;
    for (const segment of openSegments(vault, itemId)) {
      if (segment === null) return { error: 'bad-seal' };
      plain.set(segment.subarray(0, Math.max(0, plain.length - at)), Math.min(at, plain.length));
      gif.take(segment);
      at += segment.length;
      turn += 1;
      if (turn % SEGMENTS_A_TURN === 0) await othersFirst();
    }
    const found = inspectFile(plain, gif);
    return found.ok ? { kind: found.kind, mediaType: found.mediaType } : { error: found.error };
  } finally {
    plain.fill(0);
  }
}
