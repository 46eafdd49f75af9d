import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { PolicyError, type PolicyVersion } from './read-policy.ts';

const publishedSchema = z.record(z.iso.date(), z.string());

/**
 * W2: notes which text had which date when this server first showed it, apart from the policy's own list, which whoever
 * changes a text could change along with it. A date that comes with another text ends the start: shown under the old date it
 * would be a change that nobody is told of, and under one made up here the history would lose what was there.
 *
 * @param file absolute path; made when there is none
 * @throws PolicyError
 */
export function notePublished(
  file: string,
  versions: readonly Pick<PolicyVersion, 'date' | 'sha256'>[],
): void {
  const published = readPublished(file);
  for (const { date, sha256 } of versions) {
    const before = published[date];
    if (before === undefined || before === sha256) continue;
    throw new PolicyError(
      `${date}.md is not the text that this server showed with that date (sha256 ${before}). ` +
        'Put that text back, and the new one in a file with its own date; ' +
        `when nobody was shown the old one, remove its date from ${file}`,
    );
  }
  const all = { ...published, ...Object.fromEntries(versions.map(({ date, sha256 }) => [date, sha256])) };
  if (Object.keys(all).length === Object.keys(published).length) return;
  // Whole, or not at all: servers may share the folder, and a start may be cut short.
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, `${JSON.stringify(all, null, 2)}\n`);
  renameSync(fresh, file);
}

function readPublished(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    return publishedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new PolicyError(
      `${file} cannot be read. Put it back from a copy, or remove it to note the texts of now`,
    );
  }
}
