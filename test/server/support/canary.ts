import { setTimeout as passing } from 'node:timers/promises';
import { AUDIO } from '../../../src/shared/audio-format.ts';
import { startRecording, type Tab } from '../tab.ts';

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

/**
 * Sends chunks of canary noise as a microphone would, in real time; chunk `n` is the one of seed `n + 1`.
 *
 * @param options.onTaken called with every chunk the server took; false ends it
 * @returns the recording's id
 */
export async function speakCanary(
  tab: Tab,
  { count, onTaken = () => true }: { count: number; onTaken?: (sequence: number) => boolean },
): Promise<string> {
  const { recordingId, origin, startedAt } = await startRecording(tab);
  for (let sequence = 0; sequence < count; sequence += 1) {
    await passing(Math.max(0, origin + (sequence + 1) * AUDIO.chunkMs - performance.now()));
    const samples = new Uint8Array(AUDIO.chunkBytes);
    writeCanary(sequence + 1, samples);
    const capturedAt = startedAt + sequence * AUDIO.chunkMs;
    const reply = await tab.call('recording-chunk', { recordingId, sequence, samples, capturedAt });
    if (!reply.ok) throw new Error(`a chunk was refused: ${reply.error}`);
    if (!onTaken(sequence)) break;
  }
  return recordingId;
}
