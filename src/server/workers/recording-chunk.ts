/** 200 ms of sound as it came from a socket; `samples` are Int16 little endian. */
export interface RecordingChunk {
  readonly sequence: number;
  readonly capturedAt: number;
  readonly samples: Uint8Array;
}
