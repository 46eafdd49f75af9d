import { AUDIO } from '../../shared/audio-format.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { ClientMessage } from '../../shared/protocol.ts';
import type { RecordingChunk } from '../workers/recording-chunk.ts';

/** Where sound goes, and whether it is to go there. */
export interface ChunkTaking {
  /** Opens the seal of this connection; the result is in memory of its own. null: it was sealed otherwise. */
  open(sealed: Uint8Array, recordingId: string): Uint8Array | null;
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
  { open, stateOf, push }: ChunkTaking,
): (chunk: ClientMessage<'recording-chunk'>) => Promise<ErrorCode | null> {
  return async ({ recordingId, sequence, capturedAt, samples: sealed }) => {
    const state = stateOf(tabId, recordingId);
    if (state !== 'open') return state === 'over' ? null : state;
    const samples = open(sealed, recordingId);
    if (samples === null) return 'bad-seal';
    try {
      return push(recordingId, { sequence, capturedAt, samples }); // has copied them when it returns
    } finally {
      samples.fill(0, 0, AUDIO.chunkBytes); // A6: whatever copies the socket keeps are sealed
    }
  };
}
