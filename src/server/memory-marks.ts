/** Where a server stops taking anything new, and where it begins again, bytes. */
export interface MemoryMarks {
  readonly high: number;
  readonly low: number;
}

/**
 * Whether a server has no room for anything new, from how it was and from what it has now. Between the marks it stays as
 * it was, so that it does not take and refuse by turns.
 */
export function isFullAfter(wasFull: boolean, usedBytes: number, { high, low }: MemoryMarks): boolean {
  return wasFull ? usedBytes >= low : usedBytes >= high;
}
