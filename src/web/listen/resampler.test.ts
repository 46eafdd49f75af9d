import { describe, expect, test } from 'vitest';
import { createResampler } from './resampler.ts';

const tone = (hz: number, rate: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rate));
const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);

describe.each([44_100, 48_000])('from %i Hz to 16 kHz', (rate) => {
  test('a tone in the band comes through in place: same level, no shift in time', () => {
    const output = createResampler(rate, 16_000).push(tone(1_000, rate, rate / 4));
    const expected = tone(1_000, 16_000, output.length);
    const error = output.map((sample, n) => sample - (expected[n] ?? 0)).subarray(100);
    expect(rms(error)).toBeLessThan(0.002);
  });

  test('a tone above the band is gone instead of folded down', () => {
    const output = createResampler(rate, 16_000).push(tone(11_000, rate, rate / 4));
    expect(rms(output.subarray(100))).toBeLessThan(0.001);
  });

  test('blocks of 128 give what one piece gives, and 16,000 samples a second', () => {
    const input = tone(440, rate, 128 * 345);
    const whole = createResampler(rate, 16_000).push(input);
    const resampler = createResampler(rate, 16_000);
    const pieces: number[] = [];
    for (let i = 0; i < input.length; i += 128) pieces.push(...resampler.push(input.subarray(i, i + 128)));
    expect(pieces.length).toBe(whole.length);
    pieces.forEach((sample, n) => {
      expect(sample).toBeCloseTo(whole[n] ?? Number.NaN, 5);
    });
    expect(Math.abs(whole.length - (input.length * 16_000) / rate)).toBeLessThan(20);
  });
});
