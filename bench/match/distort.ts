import { readAt } from '../../test/rooms/resample.ts';
import { lossyCodec } from './lossy-codec.ts';

/**
 * What a device may do to a recording, 16 kHz mono. Pure: the same samples and the same chance give the same result.
 * The first sample keeps its time.
 *
 * @param random numbers in 0..1
 */
export type Distortion = (samples: Int16Array, random: () => number) => Int16Array;

const RATE = 16_000;
const FULL_SCALE = 32_767;

/** The sample clock runs 100 ppm too fast or too slow: 0.6 ms in 6 s. */
const skew: Distortion = (samples, random) => {
  const step = 1 + (random() < 0.5 ? -1 : 1) * 100e-6;
  return toInt16(readAt(Float64Array.from(samples), 0, step, Math.floor(samples.length / step)));
};

/**
 * Gain control: the gain falls within 5 ms where the sound is louder than a quarter of full scale and rises again over
 * 1.5 s, up to 26 dB.
 */
const gainControl: Distortion = (samples) => {
  const [target, most] = [FULL_SCALE / 4, 20];
  const keep = (seconds: number) => Math.exp(-1 / (seconds * RATE));
  const [attack, release] = [keep(0.005), keep(1.5)];
  let gain = most;
  return toInt16(
    Float64Array.from(samples, (sample) => {
      const wanted = Math.min(most, target / Math.max(1, Math.abs(sample)));
      // Only what is too loud now pulls the gain down; a zero crossing lets it rise no faster than the release.
      const slow = wanted < gain ? attack : release;
      gain = slow * gain + (1 - slow) * wanted;
      return sample * gain;
    }),
  );
};

/** Amplified until the loudest twentieth of the samples is cut off at full scale. */
const clipping: Distortion = (samples) => {
  const levels = Float64Array.from(samples, Math.abs).sort();
  const level = levels[Math.floor(0.95 * levels.length)] ?? 0;
  if (level === 0) return samples.slice();
  return toInt16(Float64Array.from(samples, (sample) => (sample / level) * FULL_SCALE));
};

/** Five in 6 s: pieces of 10 ms get lost and nobody notices, so that all that follows comes too early. */
const droppedPieces: Distortion = (samples, random) => {
  const piece = RATE / 100;
  const count = Math.round(samples.length / RATE / 1.2);
  const stretch = samples.length / Math.max(1, count);
  const kept = new Int16Array(samples.length - count * piece);
  let [from, written] = [0, 0];
  for (let i = 0; i <= count; i++) {
    const end = i === count ? samples.length : Math.floor((i + random()) * (stretch - piece));
    kept.set(samples.subarray(from, end), written);
    written += end - from;
    from = end + piece;
  }
  return kept;
};

/** One of two channels holds zeros and both are averaged: 6 dB less. */
const silentChannel: Distortion = (samples) => samples.map((sample) => Math.round(sample / 2));

/** A headset's microphone on the telephone's band: low-pass at 3.4 kHz, nothing from 4 kHz on. */
const headset: Distortion = (samples) => {
  const reach = LOW_PASS.length >> 1;
  return toInt16(
    Float64Array.from(samples, (_, n) => {
      let sum = 0;
      for (let k = -reach; k <= reach; k++) sum += LOW_PASS[k + reach]! * (samples[n - k] ?? 0);
      return sum;
    }),
  );
};

/** Windowed sinc (Blackman), -6 dB at 3.65 kHz, its transition as wide as 0.7 kHz. */
const LOW_PASS = Float64Array.from({ length: 127 }, (_, i) => {
  const x = i - 63;
  const cut = (2 * 3_650) / RATE;
  const sinc = x === 0 ? cut : Math.sin(Math.PI * cut * x) / (Math.PI * x);
  const phase = (2 * Math.PI * (i + 1)) / 128;
  return sinc * (0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase));
});

const codec: Distortion = (samples) => toInt16(lossyCodec(samples));

export const DISTORTIONS: Readonly<Record<string, Distortion>> = {
  skew,
  'gain-control': gainControl,
  clipping,
  codec,
  dropped: droppedPieces,
  'silent-channel': silentChannel,
  headset,
};

const toInt16 = (values: Float64Array): Int16Array =>
  Int16Array.from(values, (value) => Math.max(-32_768, Math.min(FULL_SCALE, Math.round(value))));
