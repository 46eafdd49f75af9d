/** What the statistics of a pair weigh after so many seconds of common audio. */
export interface LikelihoodWeights {
  readonly seconds: number;
  readonly constant: number;
  /** Nats per standard score of the band correlation. */
  readonly bands: number;
  /** Nats per mean log relative energy of the waveform correlation. */
  readonly waveform: number;
}

/** Version of the features that these weights are for. */
export const LIKELIHOOD_VERSION = 2;

/** Made by `npm run matcher:fit`. */
export const LIKELIHOOD_WEIGHTS: readonly LikelihoodWeights[] = [
  { seconds: 0.8, constant: -10.99, bands: 1.99, waveform: 10.24 },
  { seconds: 1.2, constant: -11.47, bands: 1.86, waveform: 10.56 },
  { seconds: 1.6, constant: -13.52, bands: 1.86, waveform: 12.97 },
  { seconds: 2, constant: -13.01, bands: 2.19, waveform: 11.45 },
  { seconds: 3, constant: -14.46, bands: 2.1, waveform: 12.99 },
  { seconds: 5, constant: -12.38, bands: 1.83, waveform: 10.44 },
];
