import { Worker } from 'node:worker_threads';
import type { MatcherDecision } from '../../matching/matcher.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Clock } from '../live/clock.ts';
import type { FromMatching, ToMatching } from './matching-messages.ts';

/** 200 ms of sound as it came from a socket; `samples` are Int16 little endian. */
export interface RecordingChunk {
  readonly sequence: number;
  readonly capturedAt: number;
  readonly samples: Uint8Array;
}

/** A thread that dies at every start must not take the whole machine's time. */
const RESTART_MS = 500;

/** The main thread's end of the matching thread. */
export interface MatchingThread {
  start(recording: { id: string; startedAt: number; canPlay: boolean }): void;
  /** @returns the matcher's refusal, or null */
  push(id: string, chunk: RecordingChunk): Promise<ErrorCode | null>;
  end(id: string): void;
  forget(id: string): void;
  onDecisions(listener: (decisions: MatcherDecision[]) => void): void;
  /** The thread died and a new one took its place: every recording it knew is lost. */
  onCrash(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/**
 * Starts the matching thread. It is restarted when it dies; what it was asked then is answered with `internal`.
 *
 * @param clock the server's clock: `origin` lets the thread read the same time
 */
export function startMatchingThread(clock: { now: Clock; origin: number }): MatchingThread {
  const script = new URL('./matching-worker.js', import.meta.url);
  const requests = new Map<number, (error: ErrorCode | null) => void>();
  const decisionListeners: ((decisions: MatcherDecision[]) => void)[] = [];
  const crashListeners: ((error: Error) => void)[] = [];
  let nextRequest = 0;
  let closing = false;
  let worker: Worker | null = open();

  function open(): Worker {
    const opened = new Worker(script, { workerData: clock.origin });
    opened.on('message', (message: FromMatching) => {
      if (message.type === 'pushed') {
        requests.get(message.request)?.(message.error);
        requests.delete(message.request);
      } else for (const listener of decisionListeners) listener(message.decisions);
    });
    let cause = new Error('The matching thread ended.');
    opened.on('error', (error: Error) => {
      cause = error;
    });
    opened.on('exit', () => {
      if (closing) return;
      for (const answer of requests.values()) answer('internal');
      requests.clear();
      worker = null;
      setTimeout(() => {
        if (!closing) worker = open();
      }, RESTART_MS);
      for (const listener of crashListeners) listener(cause);
    });
    return opened;
  }

  const tell = (message: ToMatching, transfer: ArrayBuffer[] = []) => worker?.postMessage(message, transfer);

  return {
    start: ({ id, startedAt, canPlay }) => tell({ type: 'start', id, startedAt, canPlay, now: clock.now() }),
    push(id, { sequence, capturedAt, samples }) {
      if (worker === null) return Promise.resolve('internal');
      const copy = Uint8Array.from(samples).buffer;
      const request = nextRequest++;
      const answer = new Promise<ErrorCode | null>((resolve) => requests.set(request, resolve));
      tell({ type: 'chunk', request, id, sequence, capturedAt, samples: copy, now: clock.now() }, [copy]);
      return answer;
    },
    end: (id) => tell({ type: 'end', id, now: clock.now() }),
    forget: (id) => tell({ type: 'forget', id }),
    onDecisions: (listener) => void decisionListeners.push(listener),
    onCrash: (listener) => void crashListeners.push(listener),
    async close() {
      closing = true;
      await worker?.terminate();
    },
  };
}
