/** What the statistics of a pair weigh after so many seconds of common audio. */
export interface LikelihoodWeights {
  readonly seconds: number;
  readonly constant: number;
  /** Nats per standard score of the band correlation. */
  readonly bands: number;
  /** Nats per natural logarithm of the waveform correlation's relative energy. */
  readonly waveform: number;
}

/** Made by bench/match/fit.ts. */
export const LIKELIHOOD_WEIGHTS: readonly LikelihoodWeights[] = [
  { seconds: 0.8, constant: -12.42, bands: 1.41, waveform: 12.23 },
  { seconds: 1.2, constant: -7.62, bands: 1.13, waveform: 6.55 },
  { seconds: 1.6, constant: -12.47, bands: 1.85, waveform: 10.62 },
  { seconds: 2, constant: -12.02, bands: 1.96, waveform: 9.48 },
  { seconds: 3, constant: -14.15, bands: 2.12, waveform: 11.46 },
  { seconds: 5, constant: -12.5, bands: 2.1, waveform: 9.26 },
];
