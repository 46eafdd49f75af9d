import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { babble } from '../../test/signals/synthetic-sound.ts';
import { DISTORTIONS } from './distort.ts';

const RATE = 16_000;
const tone = (hz: number, seconds = 2, level = 8_000) =>
  Int16Array.from({ length: seconds * RATE }, (_, i) => level * Math.sin((2 * Math.PI * hz * i) / RATE));
const talk = Int16Array.from(babble(2, 5), (value) => 3_000 * value);
const distort = (name: string, samples: Int16Array, seed = 1) =>
  DISTORTIONS[name]!(samples, seededRandom(seed));
/** Root mean square of a part, from and to in s. */
const level = (samples: Int16Array, from = 0, to = samples.length / RATE) => {
  const part = samples.subarray(from * RATE, to * RATE);
  return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
};
/** How much of a tone is in the samples: its amplitude. */
const amplitude = (samples: Int16Array, hz: number) => {
  let [re, im] = [0, 0];
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / RATE);
    im += sample * Math.sin((2 * Math.PI * hz * i) / RATE);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
};
const correlation = (a: Int16Array, b: Int16Array, lag = 0) => {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 100; i < Math.min(a.length, b.length) - 100; i++) {
    ab += a[i]! * b[i + lag]!;
    aa += a[i]! ** 2;
    bb += b[i + lag]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
};

const isSame = (a: Int16Array, b: Int16Array) =>
  a.length === b.length && a.every((sample, i) => sample === b[i]);

describe.each(Object.keys(DISTORTIONS))('%s', (name) => {
  test('is a pure function that changes the sound and begins where it began', () => {
    const before = talk.slice();
    const result = distort(name, talk);
    expect(isSame(talk, before)).toBe(true);
    expect(isSame(distort(name, talk), result)).toBe(true);
    expect(isSame(result, talk)).toBe(false);
    expect(Math.abs(result.length - talk.length)).toBeLessThanOrEqual(800);
    const lags = [-40, -20, -3, -2, -1, 0, 1, 2, 3, 20, 40];
    const found = lags.map((lag) =>
      correlation(result.subarray(0, RATE / 2), talk.subarray(0, RATE / 2), lag),
    );
    expect(lags[found.indexOf(Math.max(...found))]).toBe(0);
  });

  test('bears silence and no samples at all', () => {
    expect(distort(name, new Int16Array(0))).toHaveLength(0);
    expect(level(distort(name, new Int16Array(RATE)))).toBe(0);
  });
});

test('skew: the clock is 100 ppm off, now this way, now that', () => {
  const hz = 2_500;
  const found = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => distort('skew', tone(hz), seed));
  expect(new Set(found.map(({ length }) => length))).toEqual(new Set([2 * RATE - 4, 2 * RATE + 3]));
  const [long] = [distort('skew', tone(hz, 6), 1)];
  const [slow, right, fast] = [-1, 0, 1].map((sign) => amplitude(long, hz * (1 + sign * 100e-6)));
  expect(right!).toBeLessThan(2_500);
  expect(Math.max(slow!, fast!)).toBeGreaterThan(7_900);
});

test('gain control: falls at once, rises slowly', () => {
  const parts = [tone(500, 4, 400), tone(500, 1, 20_000), tone(500, 8, 400)];
  const sound = Int16Array.from(parts.flatMap((part) => [...part]));
  const result = distort('gain-control', sound);
  const gain = (from: number, to: number) => level(result, from, to) / level(sound, from, to);
  expect(gain(3, 4)).toBeGreaterThan(15);
  expect(gain(4.05, 4.1)).toBeLessThan(1);
  expect(gain(5.05, 5.15)).toBeLessThan(5);
  expect(gain(12, 13)).toBeGreaterThan(15);
});

test('clipping: a twentieth of the samples stands at full scale, the rest in its place', () => {
  const result = distort('clipping', talk);
  const cut = result.filter((sample) => sample >= 32_767 || sample <= -32_767).length / result.length;
  expect(cut).toBeGreaterThan(0.045);
  expect(cut).toBeLessThan(0.055);
  expect(result.every((sample, i) => sample === 0 || Math.sign(sample) === Math.sign(talk[i]!))).toBe(true);
});

test('codec: noise 5 to 12 dB below the sound, and no highs', () => {
  const result = distort('codec', talk);
  expect(result).toHaveLength(talk.length);
  const error = talk.map((sample, i) => sample - result[i]!);
  const ratio = 20 * Math.log10(level(talk) / level(error));
  expect(ratio).toBeGreaterThan(5);
  expect(ratio).toBeLessThan(12);
  expect(amplitude(distort('codec', tone(7_600)), 7_600)).toBeLessThan(80);
  expect(amplitude(distort('codec', tone(3_000)), 3_000)).toBeGreaterThan(6_000);
});

test('dropped: five pieces of 10 ms are gone, and what follows comes early', () => {
  const result = distort(
    'dropped',
    Int16Array.from({ length: 6 * RATE }, (_, i) => i % 30_000),
  );
  expect(result).toHaveLength(6 * RATE - 5 * 160);
  const steps = Array.from(result.subarray(1), (value, i) => (value - result[i]! + 30_000) % 30_000);
  expect(steps.filter((step) => step !== 1)).toEqual([161, 161, 161, 161, 161]);
});

test('silent channel: half of everything', () => {
  const result = distort('silent-channel', talk);
  expect(result.every((sample, i) => Math.abs(sample - talk[i]! / 2) <= 0.5)).toBe(true);
});

test('headset: the band ends at 3.4 kHz', () => {
  for (const hz of [200, 1_000, 3_300]) {
    expect(amplitude(distort('headset', tone(hz)), hz)).toBeGreaterThan(7_600);
  }
  for (const hz of [4_000, 5_000, 7_000]) {
    expect(amplitude(distort('headset', tone(hz)), hz)).toBeLessThan(40);
  }
});
