import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { faultsOfNewest } from './policy-lists.ts';

/** The policy's folder; beside the sources and beside the compiled zones alike. */
export const POLICY_FOLDER = path.resolve(import.meta.dirname, '../../../policy');

const MANIFEST = 'versions.json';

const date = z.iso.date('is no date like 2026-11-26');
const common = {
  date,
  /** Of the file DATE.md, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal'),
  /** One line about what is new in it. */
  changes: z.string().min(1),
};
const versionSchema = z.discriminatedUnion('substantial', [
  z.strictObject({ ...common, substantial: z.literal(false) }),
  z.strictObject({
    ...common,
    substantial: z.literal(true),
    /** W3: what the home page says, to the end of the day `until` (UTC). */
    notice: z.strictObject({ text: z.string().min(1).max(300), until: date }),
  }),
]);
const manifestSchema = z.strictObject({ versions: z.array(versionSchema).min(1) });

/** A version of the privacy policy, with its text in Markdown. */
export type PolicyVersion = z.infer<typeof versionSchema> & { readonly text: string };

/** The versions, newest first; there is one at least. */
export type PolicyVersions = readonly [PolicyVersion, ...PolicyVersion[]];

/** The policy's folder is not as it has to be. The message says what to do. */
export class PolicyError extends Error {
  override name = 'PolicyError';
}

/**
 * W2: reads all versions of the policy. Each text has to be the one that was dated, so that nobody changes what was
 * published without a new date.
 *
 * @param folder absolute path
 * @throws PolicyError
 */
export function readPolicy(folder: string = POLICY_FOLDER): PolicyVersions {
  const listed = readManifest(folder);
  const dates = listed.map((version) => version.date);
  if (new Set(dates).size < dates.length) throw new PolicyError(`${MANIFEST} has a date twice`);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    if (!dates.includes(path.basename(file, '.md')))
      throw new PolicyError(`${file} is in the policy's folder, and ${MANIFEST} has no version of that date`);
  }
  const versions = listed
    .map((version) => ({ ...version, text: readText(folder, version) }))
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  const [newest, ...older] = versions;
  if (newest === undefined) throw new PolicyError(`${MANIFEST} has no version`);
  const [fault] = faultsOfNewest(newest.text);
  if (fault !== undefined) throw new PolicyError(`${newest.date}.md ${fault}`);
  return [newest, ...older];
}

function readManifest(folder: string) {
  const text = readFile(folder, MANIFEST);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new PolicyError(`${MANIFEST} is no JSON`);
  }
  const read = manifestSchema.safeParse(json);
  if (read.success) return read.data.versions;
  const issue = read.error.issues[0];
  throw new PolicyError(`${MANIFEST}: ${issue?.path.join('.')} ${issue?.message}`);
}

function readText(folder: string, { date, sha256 }: { date: string; sha256: string }): string {
  const text = readFile(folder, `${date}.md`);
  const found = createHash('sha256').update(text).digest('hex');
  if (found === sha256) return text;
  throw new PolicyError(
    `${date}.md is not the text that was published on that day. ` +
      `Put that text back, and the new one in a file with its own date, with an entry in ${MANIFEST} (sha256 ${found})`,
  );
}

function readFile(folder: string, name: string): string {
  try {
    return readFileSync(path.join(folder, name), 'utf8');
  } catch {
    throw new PolicyError(`${path.join(folder, name)} cannot be read`);
  }
}

/** W3: what the home page says about the policy at a time: the notices of substantial versions that are not over. */
export function policyNotices(versions: readonly PolicyVersion[], now: number): string[] {
  const today = new Date(now).toISOString().slice(0, 10);
  return versions.flatMap((version) =>
    version.substantial && version.date <= today && today <= version.notice.until
      ? [version.notice.text]
      : [],
  );
}
