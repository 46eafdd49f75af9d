import { AUDIO } from '../../src/shared/audio-format.ts';
import { seededRandom } from '../../src/shared/seeded-random.ts';

/* Sounds for tests of the matcher, made from a seed. */

/** White noise, about normal, unit power. */
export function noise(samples: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: samples }, () => {
    const sum = random() + random() + random() + random() - 2;
    return sum * Math.sqrt(3);
  });
}

/** Something like talk: noise in bursts of changing colour. */
export function babble(seconds: number, seed: number): Float64Array {
  const random = seededRandom(seed ^ 0x9e3779b9);
  const source = noise(seconds * AUDIO.sampleRate, seed);
  const out = new Float64Array(source.length);
  let [y1, y2] = [0, 0];
  for (let at = 0; at < source.length; ) {
    const length = Math.round((0.06 + 0.2 * random()) * AUDIO.sampleRate);
    const loud = random() < 0.3 ? 0.02 : 0.2 + random();
    const [frequency, radius] = [300 + 3_000 * random() ** 2, 0.9 + 0.08 * random()];
    const a1 = 2 * radius * Math.cos((2 * Math.PI * frequency) / AUDIO.sampleRate);
    for (let i = 0; i < length && at < source.length; i++, at++) {
      const shape = Math.sin((Math.PI * (i + 1)) / (length + 1));
      const y = source[at]! * loud * shape + a1 * y1 - radius * radius * y2;
      out[at] = y * (1 - radius) * 3;
      [y2, y1] = [y1, y];
    }
  }
  return out;
}

/** The sound as a device in the room hears it: through a decaying response of its own, with its own noise. */
export function heard(
  sound: Float64Array,
  seed: number,
  options: { level?: number; noise?: number } = {},
): Int16Array {
  const { level = 3_000, noise: own = 0.05 } = options;
  const random = seededRandom(seed);
  const taps = Array.from({ length: 60 }, (_, i) => ({
    at: i === 0 ? 0 : Math.round(random() ** 2 * 3_000),
    gain: i === 0 ? 1 : (random() - 0.5) * 0.7 * Math.exp(-i / 25),
  }));
  const hiss = noise(sound.length, seed ^ 0x5bd1e995);
  return Int16Array.from({ length: sound.length }, (_, n) => {
    let value = own * 0.2 * hiss[n]!;
    for (const { at, gain } of taps) if (n >= at) value += gain * sound[n - at]!;
    return Math.max(-32_768, Math.min(32_767, Math.round(value * level * 3)));
  });
}
