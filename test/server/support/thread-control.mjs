// Preloaded into a real server (`--import`): lets a test end or upset its worker threads. The server knows nothing
// of it. Commands come over the socket THREAD_CONTROL names, a line each: `VERB THREAD`; the answer is a line too.
import { createServer } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** In the order in which the server starts them. */
const NAMES = ['matching', 'features 1', 'features 2', 'database'];
const alive = new Map();

const verbs = {
  /** Ends as if the machine had taken it away. */
  terminate: async (worker) => void (await worker.terminate()),
  /** A message that no sender of the server's would send; the thread dies of an exception. */
  upset: async (worker) => worker.postMessage(null),
  /** Says which thread this is: another number, another thread. */
  number: async (worker) => worker.threadId,
};

if (isMainThread && process.env.THREAD_CONTROL) {
  process.on('worker', (worker) => {
    const name = NAMES.find((candidate) => !alive.has(candidate));
    alive.set(name, worker);
    worker.on('exit', () => alive.delete(name));
  });
  const control = createServer((socket) => {
    socket.on('data', async (data) => {
      const [verb, ...name] = String(data).trim().split(' ');
      const worker = alive.get(name.join(' '));
      socket.end(`${worker ? await verbs[verb](worker) : 'down'}\n`);
    });
  });
  control.listen(process.env.THREAD_CONTROL).unref();
}
