/** Often enough, since one of those that crossed has gone on by then. */
const MOST_TRIES = 4;

/**
 * Makes a call of the store again when it crossed with others, and the database let it fail so that they can go on:
 * nothing of it was done then.
 */
export async function againWhenCrossed<Result>(call: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === MOST_TRIES || !hasCrossed(error)) throw error;
    }
  }
}

/** Whether an error is a deadlock (40P01), or changes of others in between (40001). */
function hasCrossed(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (code === '40P01' || code === '40001') return true;
  return cause !== undefined && cause !== error && hasCrossed(cause);
}
