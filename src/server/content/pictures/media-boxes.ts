import { bigEndian } from './whole-numbers.ts';

/**
 * Bytes of a box's header, and of all of it. ISO/IEC 14496-12, 4.2: after size 1 a long size follows; 0 is to the end of
 * the file, which need not be here.
 */
export function boxAt(bytes: Uint8Array, at: number): { head: number; size: number } {
  const size = bigEndian(bytes, at, 4);
  if (size === 1) return { head: 16, size: bigEndian(bytes, at + 8, 8) };
  return { head: 8, size: size === 0 ? Number.POSITIVE_INFINITY : size };
}

/** Where what is in the boxes of a type begins and ends, of those that stand from one place to another. */
export function boxesOf(
  bytes: Uint8Array,
  type: number,
  from: number,
  to: number,
): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = from; at + 8 <= to; ) {
    const { head, size } = boxAt(bytes, at);
    if (!(size >= head)) break;
    if (bigEndian(bytes, at + 4, 4) === type) found.push({ from: at + head, to: Math.min(to, at + size) });
    at += size;
  }
  return found;
}
