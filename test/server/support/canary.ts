import { AUDIO } from '../../../src/shared/audio-format.ts';

/** Writes a chunk of noise which nothing else in any memory resembles. The same seed gives the same chunk. */
export function writeCanary(seed: number, into: Uint8Array): void {
  let state = seed >>> 0;
  for (let i = 0; i < into.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    into[i] = state >>> 24;
  }
}

/** A few milliseconds from the end of that chunk, to be looked for in a memory. */
export function canaryTail(seed: number): Buffer {
  const chunk = Buffer.alloc(AUDIO.chunkBytes);
  writeCanary(seed, chunk);
  return chunk.subarray(-512, -384);
}
