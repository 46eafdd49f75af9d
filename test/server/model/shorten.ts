/**
 * Leaves steps out as long as it still fails without them: first many at once, then fewer.
 *
 * @param until `performance.now()` after which no more is tried
 */
export async function shorten<S>(
  steps: readonly S[],
  stillFails: (steps: readonly S[]) => Promise<boolean>,
  until: number,
): Promise<readonly S[]> {
  let shortest = steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = shortest.length - size; from > -size; from -= size) {
      if (performance.now() > until) return shortest;
      const start = Math.max(from, 0);
      const fewer = [...shortest.slice(0, start), ...shortest.slice(from + size)];
      if (fewer.length > 0 && (await stillFails(fewer))) shortest = fewer;
    }
  }
  return shortest;
}
