import { type Transferable, Worker } from 'node:worker_threads';

/** A thread that dies at every start must not take the whole machine's time. */
const RESTART_MS = 500;

export interface LastingThreadOptions<Answer> {
  readonly script: URL;
  /** Shown by debuggers and profilers. */
  readonly name: string;
  /** Handed to the script at every start. */
  readonly workerData: unknown;
  readonly onAnswer: (answer: Answer) => void;
  /** The thread died; a new one takes its place in a moment. */
  readonly onDeath: (cause: Error) => void;
  /** A new one took its place; it knows nothing. */
  readonly onRestart: () => void;
}

/** A worker thread that is started anew whenever it dies. */
export interface LastingThread<Message> {
  readonly isUp: boolean;
  /** Tells the thread something; nobody hears it while the thread is down. */
  tell(message: Message, transfer?: readonly Transferable[]): void;
  close(): Promise<void>;
}

export function startLastingThread<Message, Answer>({
  script,
  name,
  workerData,
  onAnswer,
  onDeath,
  onRestart,
}: LastingThreadOptions<Answer>): LastingThread<Message> {
  let closing = false;
  let worker: Worker | null = open();

  function open(): Worker {
    const opened = new Worker(script, { name, workerData });
    opened.on('message', onAnswer);
    let cause = new Error(`The thread ${name} ended.`);
    opened.on('error', (error: Error) => {
      cause = error;
    });
    opened.on('exit', () => {
      if (closing) return;
      worker = null;
      setTimeout(restart, RESTART_MS);
      onDeath(cause);
    });
    return opened;
  }
  function restart(): void {
    if (closing) return;
    worker = open();
    onRestart();
  }
  return {
    get isUp() {
      return worker !== null;
    },
    tell: (message, transfer = []) => worker?.postMessage(message, transfer),
    async close() {
      closing = true;
      await worker?.terminate();
    },
  };
}
