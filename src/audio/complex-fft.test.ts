import { expect, test } from 'vitest';
import { createComplexFft } from './complex-fft.ts';
import { createRealSpectrum } from './real-spectrum.ts';

const values = (size: number, factor: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(i * i * factor) + (i === 1 ? 1 : 0));

test.each([4, 8, 16, 32, 64, 128])('a transform of %i values is the sum it is defined as', (size) => {
  const [re, im] = [values(size, 0.7), values(size, 1.3)];
  const [x, y] = [Float64Array.from(re), Float64Array.from(im)];
  createComplexFft(size).forward(re, im);
  for (let k = 0; k < size; k++) {
    let r = 0;
    let m = 0;
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * k * n) / size;
      r += x[n]! * Math.cos(angle) - y[n]! * Math.sin(angle);
      m += x[n]! * Math.sin(angle) + y[n]! * Math.cos(angle);
    }
    expect(re[k]).toBeCloseTo(r, 9);
    expect(im[k]).toBeCloseTo(m, 9);
  }
});

test.each([512, 2_048])('the inverse of %i values leads back, times the length', (size) => {
  const [re, im] = [values(size, 0.7), values(size, 1.3)];
  const fft = createComplexFft(size);
  fft.forward(re, im);
  fft.inverse(re, im);
  values(size, 0.7).forEach((value, i) => {
    expect(re[i]! / size).toBeCloseTo(value, 9);
  });
});

test('lengths that are no power of two are refused', () => {
  expect(() => createComplexFft(12)).toThrow(RangeError);
});

test('a real spectrum is that of the windowed samples', () => {
  const size = 64;
  const samples = Int16Array.from({ length: size }, (_, i) => Math.round(20_000 * Math.sin(i * i * 0.3)));
  const { re, im } = createRealSpectrum(size)(samples);
  for (let k = 0; k <= size / 2; k++) {
    let r = 0;
    let m = 0;
    for (let n = 0; n < size; n++) {
      const value = (samples[n]! / 32_768) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
      r += value * Math.cos((2 * Math.PI * k * n) / size);
      m -= value * Math.sin((2 * Math.PI * k * n) / size);
    }
    expect(re[k]).toBeCloseTo(r, 9);
    expect(im[k]).toBeCloseTo(m, 9);
  }
});
