/** A straight line through points, and how sure it is. */
export interface Slope {
  readonly perMinute: number;
  /** Half of the interval that holds the slope 19 times of 20, were the points' errors their own. */
  readonly plusMinus: number;
}

/** Least squares. */
export function slopeOf(points: readonly (readonly [minutes: number, value: number])[]): Slope {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([minutes]) => minutes));
  const y = mean(points.map(([, value]) => value));
  const sum = (term: (minutes: number, value: number) => number) =>
    points.reduce((all, [minutes, value]) => all + term(minutes, value), 0);
  const spread = sum((minutes) => (minutes - x) ** 2);
  const perMinute = sum((minutes, value) => (minutes - x) * (value - y)) / spread;
  const rest = sum((minutes, value) => (value - y - perMinute * (minutes - x)) ** 2);
  return { perMinute, plusMinus: 1.96 * Math.sqrt(rest / Math.max(1, points.length - 2) / spread) };
}
