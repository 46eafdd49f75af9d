import { setTimeout as pause } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { againWhenCrossed } from './again.ts';
import { createDurableStore, type Database, MIGRATIONS } from './database.ts';
import { type DurableStore, StoreAway } from './durable-store.ts';
import { wrapCalls } from './wrap-calls.ts';

/** A store that can be closed. */
export interface OpenStore {
  readonly store: DurableStore;
  /** Resolves when it can be used; rejects when it could not be opened: then each call tries again. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;
/** A database that answers nothing for so long is away, ms. */
const ANSWER_MS = 5_000;
/** The same for changes of the tables, which may wait for another server's. */
const MIGRATE_MS = 60_000;
/** The same for writing a table anew. */
const WIPE_MS = 600_000;
/** Whoever closes waits no longer for calls under way, ms. */
const CLOSE_MS = 2_000;
/** Migrations wait for each other across servers under this number. */
const LOCK = 7_209_531;

/** A Postgres at an address. */
export function openPostgres(url: string): OpenStore {
  // Counts come as strings, since they may be too large; ours are not.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const line = { connectionString: url, connectionTimeoutMillis: CONNECT_MS };
  const pool = new pg.Pool({ ...line, query_timeout: ANSWER_MS, max: 10 });
  pool.on('error', () => {}); // an idle connection was lost; the next call takes another
  // One that is lost in a transaction tells the query under way, and between two queries nobody.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = drizzle(pool);
  const ready = migrateTables(line);
  let opening: Promise<void> | null = ready;
  ready.catch(() => {
    opening = null;
  });
  const whenOpen = () => {
    opening ??= migrateTables(line).catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const store = wrapCalls(
    createDurableStore(db, (work) => onOwnLine(line, work)),
    async (call) => {
      await whenOpen().catch((error) => {
        throw new StoreAway('the database cannot be reached', { cause: error });
      });
      try {
        return await againWhenCrossed(call);
      } catch (error) {
        throw isAway(error) ? new StoreAway('the database cannot be reached', { cause: error }) : error;
      }
    },
  );
  /** The pool waits for the end of lines that were lost, which nobody tells it of. */
  const close = () => Promise.race([pool.end(), pause(CLOSE_MS, undefined, { ref: false })]);
  return { store, ready, close };
}

/** Runs work that may take long on a line of its own. */
async function onOwnLine<Result>(
  line: pg.ClientConfig,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ ...line, query_timeout: WIPE_MS });
  client.on('error', () => {}); // told by the query under way
  try {
    await client.connect();
    return await work(drizzle(client));
  } finally {
    await client.end().catch(() => {});
  }
}

/** Brings the tables to this version, one server after the other. The lock goes with the connection. */
async function migrateTables(line: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...line, query_timeout: MIGRATE_MS });
  client.on('error', () => {}); // told by the query under way
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether an error is of the way to the database, and not of what it was asked. */
function isAway(error: unknown): boolean {
  const { code = '', cause } = error as { code?: string; cause?: unknown };
  if (cause !== undefined && cause !== error) return isAway(cause);
  const isOfLine = /^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|57P0|08)/.test(code);
  return isOfLine || (code === '' && /connection|timeout/i.test(String((error as Error)?.message)));
}
