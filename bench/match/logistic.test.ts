import { expect, test } from 'vitest';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { fitLogistic, ratioOf } from './logistic.ts';

test('a logistic fit finds the log-likelihood ratio that made the examples, whatever the prior', () => {
  const random = seededRandom(3);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Two normal distributions two apart in the first value: the ratio is 2 x - 2; the second value says nothing.
  const examples = Array.from({ length: 8_000 }, (_, i) => {
    const positive = i % 10 === 0;
    return { positive, values: [normal() + (positive ? 2 : 0), normal()] };
  });
  const weights = fitLogistic(examples);
  expect(weights[1]).toBeCloseTo(2, 0);
  expect(Math.abs(weights[2]!)).toBeLessThan(0.15);
  expect(Math.abs(ratioOf(weights, [1, 0]))).toBeLessThan(0.2);
});

test('weights count like repeated examples', () => {
  const one = { positive: true, values: [1.5] };
  const others = [
    { positive: false, values: [0] },
    { positive: false, values: [2] },
    { positive: true, values: [1] },
  ];
  const repeated = fitLogistic([one, one, one, ...others]);
  const weighted = fitLogistic([{ ...one, weight: 3 }, ...others]);
  weighted.forEach((weight, i) => {
    expect(weight).toBeCloseTo(repeated[i]!, 6);
  });
});
