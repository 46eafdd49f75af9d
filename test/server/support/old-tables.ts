import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzleNode } from 'drizzle-orm/node-postgres';
import { migrate as migrateNode } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzleEmbedded } from 'drizzle-orm/pglite';
import { migrate as migrateEmbedded } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import { MIGRATIONS } from '../../../src/storage/durable/database.ts';
import { startPostgres } from '../../devices/postgres.ts';

/** A database as an older server left it. */
export interface OldDatabase {
  readonly url: string;
  readonly data: string;
  query(text: string, values?: unknown[]): Promise<unknown[]>;
  migrate(folder: string): Promise<void>;
  stop(): Promise<void>;
}

/** What the first migration had besides, before that went to the third. */
export const ALTERED = [
  'alter table subscribers add wording text, add consent_source text, add consent_date date',
  `alter table campaigns add recent text default '' not null`,
  'alter table email_proofs add made_at timestamptz not null default to_timestamp(1800000004)',
];

/** A folder with only the first so many migrations. */
export function migrationsUpTo(folder: string, count: number): string {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8'));
  journal.entries = journal.entries.slice(0, count);
  mkdirSync(join(folder, 'meta'), { recursive: true });
  for (const { tag } of journal.entries)
    copyFileSync(join(MIGRATIONS, `${tag}.sql`), join(folder, `${tag}.sql`));
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  return folder;
}

export async function oldEmbedded(folder: string): Promise<OldDatabase> {
  const startParams = [...PGlite.defaultStartParams, '-c', 'wal_recycle=off'];
  const client = await PGlite.create({ dataDir: folder, startParams });
  return {
    url: '',
    data: folder,
    query: async (text, values) => (await client.query(text, values)).rows,
    migrate: (migrationsFolder) => migrateEmbedded(drizzleEmbedded(client), { migrationsFolder }),
    stop: async () => {
      if (!client.closed) await client.close();
    },
  };
}

export async function oldPostgres(): Promise<OldDatabase> {
  const { url, data, stop } = await startPostgres();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    url,
    data,
    query: async (text, values) => (await client.query(text, values)).rows,
    migrate: (migrationsFolder) => migrateNode(drizzleNode(client), { migrationsFolder }),
    async stop() {
      await client.end();
      await stop();
    },
  };
}
