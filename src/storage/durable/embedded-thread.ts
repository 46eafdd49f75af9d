import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { createDurableStore, MIGRATIONS } from './database.ts';
import type { DurableStore } from './durable-store.ts';

/*
 * The embedded Postgres: in a thread of its own, since it takes seconds to open and computes in WebAssembly.
 */
export interface Asked {
  readonly id: number;
  readonly group: keyof DurableStore;
  readonly name: string;
  readonly args: readonly unknown[];
}
export type Said =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('This is a thread.');
const say = (said: Said) => port.postMessage(said);

/** W11: a journal file that is over is removed, and not kept under another name with what is in it. */
const START = [...PGlite.defaultStartParams, '-c', 'wal_recycle=off'];
const dataDir = (workerData as { folder: string }).folder;
const client = await PGlite.create({ dataDir, startParams: START });
const db = drizzle(client);
await migrate(db, { migrationsFolder: MIGRATIONS });
const store = createDurableStore(db, async (work) => {
  // What was changed is told to the statistics of the tables, by which the wiper finds it, when asked alone.
  await client.exec('select pg_stat_force_next_flush()');
  return work(db);
});

port.on('message', (asked: Asked | 'close') => {
  if (asked === 'close') {
    void client.close().finally(() => port.close());
    return;
  }
  const { id, group, name, args } = asked;
  const calls = store[group] as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
  calls[name]!(...args).then(
    (result) => say({ type: 'done', id, result }),
    (error: unknown) =>
      say({ type: 'failed', id, error: error instanceof Error ? new Error(error.message) : error }),
  );
});
say({ type: 'ready' });
