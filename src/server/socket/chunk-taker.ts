import { AUDIO } from '../../shared/audio-format.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ClientMessage } from '../../shared/protocol.ts';
import type { RecordingChunk } from '../workers/recording-chunk.ts';

/** Where sound goes, and whether it is to go there. */
export interface ChunkTaking {
  /** `over`: its result is known, and its page will stop in a moment. */
  stateOf(tabId: string, recordingId: string): 'open' | 'over' | 'unknown-recording';
  /** Copies the sound to a feature thread. */
  push(recordingId: string, chunk: RecordingChunk): Promise<ErrorCode | null>;
}

/**
 * The way of sound through the main thread: from a socket straight to the threads that compare it. Nothing that
 * stores or sends anything is known here, and no other part of the server sees a sample (A7).
 *
 * @returns a function that gives null, or why the chunk does not count
 */
export function createChunkTaker(
  tabId: string,
  { stateOf, push }: ChunkTaking,
): (chunk: ClientMessage<'recording-chunk'>) => Promise<ErrorCode | null> {
  return async ({ recordingId, sequence, capturedAt, samples }) => {
    try {
      const state = stateOf(tabId, recordingId);
      if (state !== 'open') return state === 'over' ? null : state;
      return push(recordingId, { sequence, capturedAt, samples }); // has copied them when it returns
    } finally {
      samples.fill(0, 0, AUDIO.chunkBytes); // A6: the copy that came with the socket
    }
  };
}
