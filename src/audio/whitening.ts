import { FEATURES } from './feature-format.ts';
import { WHITENING_TRIANGLE } from './whitening-triangle.ts';

/**
 * The fixed matrix that makes band values unrelated (ZCA: the inverse square root of their covariance,
 * regularised by 5 % of the mean eigenvalue), row by row. It is symmetric, so only one triangle is stored.
 */
export function whiteningMatrix(): Float32Array {
  matrixOnce ??= unfold();
  return matrixOnce;
}

let matrixOnce: Float32Array | undefined;

function unfold(): Float32Array {
  const size = FEATURES.bands;
  const matrix = new Float32Array(size * size);
  let next = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = WHITENING_TRIANGLE[next++]!;
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return matrix;
}
