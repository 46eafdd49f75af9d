/**
 * Does something with each of many, so many at a time; what fails keeps none of the others from it.
 *
 * @throws the first error, when all had their turn
 */
export async function someAtATime<T>(
  all: readonly T[],
  atATime: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const failed: unknown[] = [];
  for (let from = 0; from < all.length; from += atATime) {
    const done = await Promise.allSettled(all.slice(from, from + atATime).map(work));
    for (const one of done) if (one.status === 'rejected') failed.push(one.reason);
  }
  if (failed.length > 0) throw failed[0];
}
