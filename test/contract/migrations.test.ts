import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './source-files.ts';

/** A database remembers that it had a file, not what was in it: a change of one that is in use never reaches it. */
const IN_USE = {
  '0000_first.sql': '547fcd02e18599169935e1085447ca05991647775eb12afba06f0452e468f648',
  '0001_erasure.sql': '448b74d55b07f3a5891542d50a13771e72bf1eb3d1f1d0d15488baad42da158e',
  '0002_consent.sql': 'cc50a5cc69fbf796bf70c7adcc910bde73a485509346463daf7c3f21a60d970a',
};
const folder = join(ROOT, 'migrations');

describe('W11: the tables as SQL', () => {
  test('each migration is as it was when it came into use; what is new has a file of its own', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    const sha256 = (name: string) => createHash('sha256').update(readFileSync(join(folder, name)));
    const found = Object.fromEntries(files.map((name) => [name, sha256(name).digest('hex')]));
    expect(found).toEqual(IN_USE);
  });

  test('the journal has each, in order, one later than the other', () => {
    const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'));
    const entries = journal.entries as { idx: number; when: number; tag: string }[];
    expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(Object.keys(IN_USE));
    expect(entries.map(({ when }) => when)).toEqual(entries.map(({ when }) => when).sort((a, b) => a - b));
    expect(new Set(entries.map(({ when }) => when)).size).toBe(entries.length);
  });

  /** What a server of the version before would fail on: it runs beside the new one during an upgrade. */
  const fails = (sql: string) => sql.match(/\b(drop (table|column)|rename)\b/gi) ?? [];

  test('a migration takes nothing away that a server of the version before reads', () => {
    for (const name of Object.keys(IN_USE)) {
      expect([name, fails(readFileSync(join(folder, name), 'utf8'))]).toEqual([name, []]);
    }
    expect(fails('ALTER TABLE "a" DROP COLUMN "b"; ALTER TABLE "a" RENAME COLUMN "c" TO "d";')).toHaveLength(
      2,
    );
  });

  test('a column that comes later may be left out by a server that does not know it', () => {
    const added = (sql: string) => sql.match(/add column [^,;]*/gi) ?? [];
    const refuses = (sql: string) =>
      added(sql).filter((column) => /not null/i.test(column) && !/default/i.test(column));
    const later = Object.keys(IN_USE).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(later.flatMap(added).length).toBeGreaterThan(0);
    expect(later.flatMap(refuses)).toEqual([]);
    expect(refuses('ALTER TABLE "a" ADD COLUMN "b" text NOT NULL;')).toHaveLength(1);
  });
});
