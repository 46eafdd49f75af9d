/**
 * How sound becomes features. Two recordings can be compared only if theirs have the same version;
 * any change below, or of the whitening matrix, is a new version.
 *
 * All times lie on one grid on the server's clock, so that frame n of two recordings claims the same moment.
 */
export const FEATURES = {
  version: 2,
  /** Band frames: length (samples, Hann window) and distance (ms, samples). 32 ms every 8 ms. */
  frameSamples: 512,
  frameMs: 8,
  frameStep: 128,
  /** Geometric bands and their outer edges, Hz. */
  bands: 40,
  lowHz: 200,
  highHz: 6_000,
  /** The floor of a band is this quantile of its frames in the last 3 s. */
  floorQuantile: 0.2,
  floorFrames: 375,
  /** A frame's band value is log(P / floor + 2): at the floor it hardly moves. */
  floorOffset: 2,
  /** The mean of the last 63 frames (0.5 s) is taken away. */
  meanFrames: 63,
  /** Whitened values are clipped here, in standard deviations of ordinary sound. */
  clip: 3,
  /** Then a frame is brought to its length to this power: two drums at one moment must not outweigh all else. */
  compression: 0.25,
  /** Coherence blocks: length (samples, Hann window) and distance (ms, samples). 256 ms every 128 ms. */
  blockSamples: 4_096,
  blockMs: 128,
  blockStep: 2_048,
  /** Range of a block's bins, Hz. */
  blockLowHz: 300,
  blockHighHz: 6_300,
} as const;
