import { Worker } from 'node:worker_threads';
import { StoreAway } from './durable-store.ts';
import type { Asked, Said } from './embedded-thread.ts';
import { takeFolder } from './folder-lock.ts';
import type { OpenStore } from './postgres.ts';
import { eachCall } from './wrap-calls.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * The embedded Postgres in a folder, which one process has at a time.
 *
 * @throws Error when another process has the folder
 */
export function openEmbedded(folder: string): OpenStore {
  const release = takeFolder(folder);
  const thread = new Worker(new URL('./embedded-thread.js', import.meta.url), { workerData: { folder } });
  const waiting = new Map<number, Waiting>();
  let ids = 0;
  let over: Error | null = null;
  let isReady: () => void = () => {};
  let neverReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    neverReady = reject;
  });
  ready.catch(() => {});
  thread.on('message', (said: Said) => {
    if (said.type === 'ready') return isReady();
    const { resolve, reject } = waiting.get(said.id) ?? {};
    waiting.delete(said.id);
    if (said.type === 'done') resolve?.(said.result);
    else reject?.(said.error);
  });
  const end = (cause: unknown) => {
    if (over !== null) return;
    over = new StoreAway('the embedded database ended', { cause });
    release();
    neverReady(over);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  thread.on('error', end);
  thread.on('exit', end);

  return {
    ready,
    store: eachCall((group, name) => async (...args) => {
      await ready;
      if (over !== null) throw over;
      ids += 1;
      const id = ids;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, group, name, args } satisfies Asked);
      });
    }),
    async close() {
      if (over !== null) return;
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      thread.postMessage('close');
      await ended;
    },
  };
}
