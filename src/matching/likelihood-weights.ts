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
  { seconds: 0.8, constant: -12, bands: 1.55, waveform: 10.8 },
  { seconds: 1.5, constant: -13.3, bands: 1.8, waveform: 11.7 },
  { seconds: 2, constant: -14, bands: 1.95, waveform: 11.9 },
  { seconds: 3, constant: -15.5, bands: 2.05, waveform: 12.5 },
  { seconds: 5, constant: -15, bands: 2.15, waveform: 12 },
];
