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

const client = await PGlite.create((workerData as { folder: string }).folder);
const db = drizzle(client);
await migrate(db, { migrationsFolder: MIGRATIONS });
const store = createDurableStore(db);

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
