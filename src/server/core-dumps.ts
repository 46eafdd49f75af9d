import { writeFileSync } from 'node:fs';

/**
 * C11: should this process crash, the system may write a core dump; after this none of its memory is in it. On systems
 * that do not know the file there is nothing to be done from here; docs/configuration.md says what the operator can do.
 */
export function emptyCoreDumps(): void {
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Not Linux, or not allowed to.
  }
}
