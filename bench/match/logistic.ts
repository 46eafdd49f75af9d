/** What is known of one case, and whether it is one of those that are looked for. */
export interface Example {
  positive: boolean;
  values: readonly number[];
  /** How much it counts; 1 where left out. */
  weight?: number;
}

/** A constant, then a weight per value. */
export type Weights = number[];

const RIDGE = 0.05;

/**
 * Logistic regression by Newton's method with a small ridge. The prior odds of the examples are taken out, so the
 * result is a log-likelihood ratio, natural logarithm.
 */
export function fitLogistic(examples: readonly Example[]): Weights {
  const size = (examples[0]?.values.length ?? 0) + 1;
  let weights: Weights = new Array<number>(size).fill(0);
  for (let step = 0; step < 60; step++) {
    const gradient = weights.map((weight) => RIDGE * weight);
    const hessian = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? RIDGE : 0)),
    );
    for (const { positive, values, weight = 1 } of examples) {
      const p = 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, ratioOf(weights, values)))));
      const at = (i: number) => (i === 0 ? 1 : values[i - 1]!);
      for (let i = 0; i < size; i++) {
        gradient[i]! += weight * (p - (positive ? 1 : 0)) * at(i);
        for (let j = 0; j < size; j++) hessian[i]![j]! += weight * p * (1 - p) * at(i) * at(j);
      }
    }
    const change = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight - Math.max(-2, Math.min(2, change[i]!)));
    if (change.every((value) => Math.abs(value) < 1e-6)) break;
  }
  const total = (positive: boolean) =>
    examples.reduce((sum, one) => sum + (one.positive === positive ? (one.weight ?? 1) : 0), 0);
  weights[0]! -= Math.log(total(true) / total(false));
  return weights;
}

export const ratioOf = (weights: Weights, values: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + value * weights[i + 1]!, weights[0]!);

/** Gaussian elimination with pivots. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / rows[column]![column]!;
      for (let j = column; j <= size; j++) rows[i]![j]! -= factor * rows[column]![j]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}
