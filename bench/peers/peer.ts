/** Recordings are Int16, mono, 16 kHz: samples per ms. */
export const SAMPLES_PER_MS = 16;
/** Lags searched unless told otherwise, ms to either side: those our matcher allows. */
export const WINDOW_MS = 80;

/**
 * A method that says how likely two recordings heard the same room. All get the same claimed start times and may
 * only look at lags within a window around what these say.
 */
export interface Peer<Prepared = unknown> {
  readonly name: string;
  /**
   * What is computed once per recording.
   *
   * @param startMs claimed capture time of the first sample, ms
   */
  prepare(samples: Int16Array, startMs: number): Prepared;
  /**
   * Symmetric in the two recordings.
   *
   * @param seconds how much of the time in which both recorded may be used, from its beginning
   * @returns the higher, the likelier; null where the method cannot tell or has too little to say anything
   */
  score(a: Prepared, b: Prepared, seconds: number): number | null;
}
