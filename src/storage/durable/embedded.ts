import { statfsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { StoreAway } from './durable-store.ts';
import type { Asked, Said } from './embedded-thread.ts';
import { takeFolder } from './folder-lock.ts';
import type { OpenStore } from './postgres.ts';
import { eachCall } from './wrap-calls.ts';

/** A database that could not be opened, or ended, is not opened again sooner than this, ms. */
const AGAIN_MS = 3_000;
/** Nor with less room on the disk, bytes: it could not even write down that it was opened. */
const ROOM = 20 * 1024 * 1024;
/** One that says nothing for so long, though it was asked something, stands still for good. ms */
const ANSWER_MS = 10_000;
/** The same while it is opened, and while tables are written anew. */
const OPEN_MS = 60_000;
const WIPE_MS = 600_000;

/**
 * The embedded Postgres in a folder, which one process has at a time. When the disk is full it stands still in the end, and
 * never answers again: it is ended then, and opened anew by the next call for which there is room.
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
    const mayOpen = isOver && !isClosed && performance.now() - openedAt > AGAIN_MS && hasRoom(folder);
    if (mayOpen && current === before) current = Promise.resolve(open());
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

function hasRoom(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= ROOM;
}

interface Thread {
  readonly ready: Promise<void>;
  /** Nothing of it is at work in the folder any more. */
  isOver(): boolean;
  /** @throws StoreAway when it has ended, or ends before it answers */
  ask(call: Pick<Asked, 'group' | 'name' | 'args'>): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  readonly most: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

function startThread(folder: string): Thread {
  const thread = new Worker(new URL('./embedded-thread.js', import.meta.url), { workerData: { folder } });
  const waiting = new Map<number, Waiting>();
  let ids = 0;
  let over: Error | null = null;
  let hasExited = false;
  let isReady: () => void = () => {};
  let neverReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    isReady = resolve;
    neverReady = reject;
  });
  ready.catch(() => {});
  let watch = setTimeout(stop, OPEN_MS).unref();
  /** Whatever it says, it goes on; what it was asked it does one after the other. */
  const goOn = () => {
    clearTimeout(watch);
    const most = Math.max(0, ...[...waiting.values()].map((each) => each.most));
    if (most > 0) watch = setTimeout(stop, most).unref();
  };
  thread.on('message', (said: Said) => {
    if (said.type === 'ready') {
      isReady();
      return goOn();
    }
    const { resolve, reject } = waiting.get(said.id) ?? {};
    waiting.delete(said.id);
    if (said.type === 'done') resolve?.(said.result);
    else reject?.(said.error);
    goOn();
  });
  function stop(): void {
    end(new Error('it stands still'));
    void thread.terminate();
  }
  function end(cause: unknown): void {
    if (over !== null) return;
    clearTimeout(watch);
    over = new StoreAway('the embedded database ended', { cause });
    neverReady(over);
    for (const { reject } of waiting.values()) reject(over);
    waiting.clear();
  }
  thread.on('error', end);
  thread.on('exit', (code) => {
    hasExited = true;
    end(code);
  });
  return {
    ready,
    isOver: () => hasExited,
    async ask(call) {
      await ready;
      if (over !== null) throw over;
      ids += 1;
      const id = ids;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, most: call.group === 'kept' ? WIPE_MS : ANSWER_MS });
        thread.postMessage({ id, ...call } satisfies Asked);
        if (waiting.size === 1) goOn();
      });
    },
    async close() {
      if (hasExited) return;
      const ended = new Promise((resolve) => thread.once('exit', resolve));
      if (over === null) thread.postMessage('close');
      await ended;
    },
  };
}
