import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/server/config.ts';
import { withSecretFiles } from '../../src/server/secret-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('W12: a secret may lie in a file; its value stands in no complaint', () => {
  const file = path.join(folder, 'database');
  const url = 'postgres://user:password@host/name';
  writeFileSync(file, `${url}\n`);
  expect(readConfig(withSecretFiles({ DATABASE_URL_FILE: file })).databaseUrl).toBe(url);
  expect(readConfig(withSecretFiles({ DATABASE_URL: url })).databaseUrl).toBe(url);
  expect(readConfig(withSecretFiles({ DATABASE_URL: url, DATABASE_URL_FILE: '' })).databaseUrl).toBe(url);
  expect(() => withSecretFiles({ DATABASE_URL: url, DATABASE_URL_FILE: file })).toThrow(
    /^DATABASE_URL and DATABASE_URL_FILE are both set$/,
  );
  expect(() => withSecretFiles({ OPERATOR_TOKEN_FILE: path.join(folder, 'none') })).toThrow(
    /^OPERATOR_TOKEN_FILE: cannot read \S+none \(ENOENT\)$/,
  );
  writeFileSync(file, 'mysql://user:password@host/name\n');
  expect(() => readConfig(withSecretFiles({ DATABASE_URL_FILE: file }))).toThrow(
    /^DATABASE_URL is not an address like/,
  );
  expect(() => readConfig(withSecretFiles({ DATABASE_URL_FILE: file }))).not.toThrow(/mysql/);
});
