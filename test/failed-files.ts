import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Writes the files in which something failed to `FAILED_FILES`, as a JSON array of absolute paths; none when an error
 * belongs to no test, which no second run could answer for.
 */
export default class FailedFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env.FAILED_FILES;
    if (file === undefined) return;
    const failed = modules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId);
    writeFileSync(file, JSON.stringify(unhandled.length > 0 ? [] : failed));
  }
}
