/** One pair's statistics at the lag it was judged by. */
export interface Example {
  same: boolean;
  bands: number;
  /** Natural logarithm of the relative energy. */
  waveform: number;
  penalty: number;
}

/** Constant and weights of the two statistics. */
export type Weights = [constant: number, bands: number, waveform: number];

/**
 * Logistic regression by Newton's method with a small ridge. The prior odds of the examples are taken out, so the
 * result is a log-likelihood ratio, natural logarithm.
 */
export function fitLogistic(examples: readonly Example[]): Weights {
  let weights: Weights = [0, 0, 0];
  for (let step = 0; step < 60; step++) {
    const gradient = weights.map((weight) => RIDGE * weight);
    const hessian = Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? RIDGE : 0));
    for (const { same, bands, waveform } of examples) {
      const x = [1, bands, waveform];
      const sum = Math.max(-30, Math.min(30, dot(weights, x)));
      const p = 1 / (1 + Math.exp(-sum));
      for (let i = 0; i < 3; i++) {
        gradient[i]! += (p - (same ? 1 : 0)) * x[i]!;
        for (let j = 0; j < 3; j++) hessian[3 * i + j]! += p * (1 - p) * x[i]! * x[j]!;
      }
    }
    const change = solve3(hessian, gradient);
    weights = weights.map((weight, i) => weight - Math.max(-2, Math.min(2, change[i]!))) as Weights;
    if (change.every((value) => Math.abs(value) < 1e-6)) break;
  }
  const positive = examples.filter(({ same }) => same).length;
  weights[0] -= Math.log(positive / (examples.length - positive));
  return weights;
}

export const ratioOf = (weights: Weights, { bands, waveform, penalty }: Example): number =>
  dot(weights, [1, bands, waveform]) - penalty;

const RIDGE = 0.05;
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Cramer's rule. */
function solve3(m: readonly number[], v: readonly number[]): number[] {
  const det = (a: readonly number[]) =>
    a[0]! * (a[4]! * a[8]! - a[5]! * a[7]!) -
    a[1]! * (a[3]! * a[8]! - a[5]! * a[6]!) +
    a[2]! * (a[3]! * a[7]! - a[4]! * a[6]!);
  const whole = det(m);
  return [0, 1, 2].map(
    (column) => det(m.map((value, i) => (i % 3 === column ? v[Math.floor(i / 3)]! : value))) / whole,
  );
}
