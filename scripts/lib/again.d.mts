/** The test files that may be run once more, whole and by themselves; see `again.mjs`. */
export function filesToRunAgain(failed: readonly string[], root: string): string[];
