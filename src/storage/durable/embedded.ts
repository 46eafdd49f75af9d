import { Worker } from 'node:worker_threads';
import { StoreAway } from './durable-store.ts';
import type { Asked, Said } from './embedded-thread.ts';
import { takeFolder } from './folder-lock.ts';
import type { OpenStore } from './postgres.ts';
import { eachCall } from './wrap-calls.ts';

/** A database that could not be opened, or ended, is not opened again sooner than this, ms. */
const AGAIN_MS = 3_000;

/**
 * The embedded Postgres in a folder, which one process has at a time. When it ends, as it does when the disk is full,
 * the next call opens it again.
 *
 * @param mayBegin opening it takes seconds of a processor: it waits for this
 * @throws Error when another process has the folder
 */
export function openEmbedded(folder: string, mayBegin: Promise<unknown> = Promise.resolve()): OpenStore {
  const release = takeFolder(folder);
  let isClosed = false;
  let openedAt = 0;
  const open = () => {
    openedAt = performance.now();
    return startThread(folder);
  };
  const first = mayBegin.then(open);
  let current: Promise<Thread> = first;
  const ready = first.then((thread) => thread.ready);
  ready.catch(() => {});
  /** One that has ended is replaced. */
  async function thread(): Promise<Thread> {
    const before = current;
    const isOver = (await before).isOver();
    const mayOpen = !isClosed && performance.now() - openedAt > AGAIN_MS;
    if (isOver && mayOpen && current === before) current = Promise.resolve(open());
    return current;
  }
  return {
    ready,
    store: eachCall(
      (group, name) =>
        async (...args) =>
          (await thread()).ask({ group, name, args }),
    ),
    async close() {
      isClosed = true;
      await current.then(
        (thread) => thread.close(),
        () => {}, // it never began
      );
      release();
    },
  };
}

interface Thread {
  readonly ready: Promise<void>;
  isOver(): boolean;
  /** @throws StoreAway when it has ended, or ends before it answers */
  ask(call: Pick<Asked, 'group' | 'name' | 'args'>): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

function startThread(folder: string): Thread {
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
    neverReady(over);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  };
  thread.on('error', end);
  thread.on('exit', end);
  return {
    ready,
    isOver: () => over !== null,
    async ask(call) {
      await ready;
      if (over !== null) throw over;
      ids += 1;
      const id = ids;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        thread.postMessage({ id, ...call } satisfies Asked);
      });
    },
    async close() {
      if (over !== null) return;
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      thread.postMessage('close');
      await ended;
    },
  };
}
