/** Does something so many times, so many at a time. */
export async function atOnceAtMost(
  most: number,
  count: number,
  one: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: Math.min(most, count) }, work));
}

export const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
