/** The one format of sound on the wire: 16 kHz, mono, signed 16 bit little endian, in chunks of 200 ms. */
export const AUDIO = {
  /** Samples per second, Hz. */
  sampleRate: 16_000,
  /** Length of a chunk, ms. */
  chunkMs: 200,
  /** Samples in a chunk. */
  chunkSamples: 3_200,
  /** Bytes in a chunk. */
  chunkBytes: 6_400,
} as const;

/** How many chunks a recording of the longest permitted length has. */
export const MAX_CHUNKS = 50;
