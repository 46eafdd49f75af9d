import { MessageChannel } from 'node:worker_threads';
import { INTAKE_SAMPLES } from '../../audio/recording-intake.ts';
import type { MatcherConfig } from '../../matching/config.ts';
import type { MatcherDecision } from '../../matching/matcher.ts';
import { AUDIO } from '../../shared/audio-format.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Clock } from '../live/clock.ts';
import { createForeignRecordings, type ForeignRecordings } from './foreign-recordings.ts';
import { type LastingThread, startLastingThread } from './lasting-thread.ts';
import type { Answered, FromMatching, MatchingData, ToFeatures, ToMatching } from './matching-messages.ts';
import type { RecordingChunk } from './recording-chunk.ts';

/** The main thread's end of the feature threads and the matching thread. */
export interface MatchingThreads {
  /** @returns null, or why it cannot be heard now */
  start(recording: { id: string; startedAt: number; canPlay: boolean }): ErrorCode | null;
  /** @returns the refusal of a feature thread or the matcher, or null */
  push(id: string, chunk: RecordingChunk): Promise<ErrorCode | null>;
  end(id: string): void;
  /** Nothing can come of this recording any more. To be called for every recording. */
  forget(id: string): void;
  /**
   * A6, B3: overwrites sound that is older than LIMITS.audioAgeMs, whatever the threads do, and says how long ago the
   * oldest sample that may still be here arrived, ms; null: there is none.
   */
  enforce(): number | null;
  onDecisions(listener: (decisions: MatcherDecision[]) => void): void;
  /** A thread died, and with it these recordings; a new one takes its place. */
  onCrash(listener: (cause: Error, recordingIds: string[]) => void): void;
  /** What other servers hear, and need of ours. */
  readonly foreign: ForeignRecordings;
  close(): Promise<void>;
}

export interface MatchingThreadsOptions {
  /** The server's clock: `origin` lets the threads read the same time. */
  readonly clock: { now: Clock; origin: number };
  /** How many threads compute features. */
  readonly featureThreads: number;
  /** What is set of the matcher. */
  readonly matcher: Partial<MatcherConfig>;
}

interface FeatureThread {
  readonly thread: LastingThread<ToFeatures>;
  /** Its recordings whose microphones are open. */
  load: number;
}

interface Placed {
  readonly at: FeatureThread;
  /** Its sound, while the feature thread needs it. */
  readonly memory: SharedArrayBuffer;
  isOpen: boolean;
  /** When the chunks came of which samples may be in the memory, oldest first; ms on the server's clock. */
  arrivals: number[];
}

/** The memory holds at most so many chunks, the last one included. */
const CHUNKS_HELD = Math.ceil(INTAKE_SAMPLES / AUDIO.chunkSamples) + 1;

/** A chunk that was not answered yet. */
interface Request {
  readonly at: FeatureThread;
  readonly samples: SharedArrayBuffer;
  readonly answer: (error: ErrorCode | null) => void;
}

/**
 * Starts the threads that hear and compare recordings. Each recording's sound goes to the feature thread that had
 * the fewest when it started; features go from there to the matching thread, past this one.
 */
export function startMatchingThreads({
  clock,
  featureThreads,
  matcher,
}: MatchingThreadsOptions): MatchingThreads {
  const { now, origin } = clock;
  const requests = new Map<number, Request>();
  const recordings = new Map<string, Placed>();
  const decisionListeners: ((decisions: MatcherDecision[]) => void)[] = [];
  const crashListeners: ((cause: Error, recordingIds: string[]) => void)[] = [];
  let nextRequest = 0;
  const foreign = createForeignRecordings(() => matching, now);

  const matching = startLastingThread<ToMatching, FromMatching>({
    script: new URL('./matching-worker.js', import.meta.url),
    name: 'matching',
    workerData: { clockOrigin: origin, matcher } satisfies MatchingData,
    onAnswer(message) {
      switch (message.type) {
        case 'answered':
          return settle(message);
        case 'packet':
        case 'wanted':
          return foreign.take(message);
        case 'decisions':
          for (const listener of decisionListeners) listener(message.decisions);
      }
    },
    onDeath: (cause) => lose(cause, () => true),
    onRestart() {
      pool.forEach(connect);
      foreign.restart();
    },
  });
  const pool = Array.from({ length: featureThreads }, (_, i) => openFeatureThread(`features ${i + 1}`));
  pool.forEach(connect);

  function openFeatureThread(name: string): FeatureThread {
    const thread = startLastingThread<ToFeatures, Answered>({
      script: new URL('./feature-worker.js', import.meta.url),
      ...{ name, workerData: origin, onAnswer: settle },
      onDeath: (cause) => lose(cause, (at) => at === opened),
      onRestart: () => connect(opened),
    });
    const opened: FeatureThread = { thread, load: 0 };
    return opened;
  }
  /** Joins a feature thread with the matching thread, if both are there. */
  function connect({ thread }: FeatureThread): void {
    if (!thread.isUp || !matching.isUp) return;
    const { port1, port2 } = new MessageChannel();
    thread.tell({ type: 'connect', port: port1 }, [port1]);
    matching.tell({ type: 'connect', port: port2 }, [port2]);
  }
  function settle({ request, error }: Answered): void {
    const asked = requests.get(request);
    if (asked === undefined) return;
    requests.delete(request);
    erase(asked.samples);
    asked.answer(error);
  }
  function close(placed: Placed): void {
    if (placed.isOpen) placed.at.load--;
    placed.isOpen = false;
  }
  function drop(id: string, placed: Placed): void {
    close(placed);
    recordings.delete(id);
    erase(placed.memory);
  }
  /** Whatever was asked of the threads that died is answered with `internal`. */
  function lose(cause: Error, isLost: (at: FeatureThread) => boolean): void {
    for (const [request, { at }] of requests) {
      if (isLost(at)) settle({ type: 'answered', request, error: 'internal' });
    }
    const lost = [...recordings].filter(([, { at }]) => isLost(at));
    for (const [id, placed] of lost) drop(id, placed);
    for (const listener of crashListeners) {
      listener(
        cause,
        lost.map(([id]) => id),
      );
    }
  }

  return {
    start({ id, startedAt, canPlay }) {
      const up = pool.filter(({ thread }) => thread.isUp);
      if (!matching.isUp || up.length === 0) return 'internal';
      const at = up.reduce((least, other) => (other.load < least.load ? other : least));
      at.load++;
      const memory = new SharedArrayBuffer(INTAKE_SAMPLES * Int16Array.BYTES_PER_ELEMENT);
      recordings.set(id, { at, memory, isOpen: true, arrivals: [] });
      at.thread.tell({ type: 'start', id, startedAt, canPlay, memory, now: now() });
      return null;
    },
    push(id, chunk) {
      const placed = recordings.get(id);
      if (placed === undefined) return Promise.resolve('unknown-recording');
      const { at, arrivals } = placed;
      arrivals.push(now());
      if (arrivals.length > CHUNKS_HELD) arrivals.shift();
      const { sequence, capturedAt } = chunk;
      const samples = new SharedArrayBuffer(chunk.samples.length);
      new Uint8Array(samples).set(chunk.samples);
      const request = nextRequest++;
      const answered = new Promise<ErrorCode | null>((answer) => {
        requests.set(request, { at, samples, answer });
      });
      at.thread.tell({ type: 'chunk', request, id, sequence, capturedAt, samples, now: now() });
      return answered;
    },
    end(id) {
      const placed = recordings.get(id);
      if (placed === undefined) return;
      close(placed);
      placed.at.thread.tell({ type: 'end', id, now: now() });
    },
    forget(id) {
      const placed = recordings.get(id);
      if (placed === undefined) return;
      drop(id, placed);
      placed.at.thread.tell({ type: 'forget', id });
    },
    enforce() {
      const time = now();
      let oldest: number | null = null;
      for (const { arrivals, memory } of recordings.values()) {
        const [first] = arrivals;
        if (first === undefined) continue;
        if (time - first <= LIMITS.audioAgeMs) oldest = Math.max(oldest ?? 0, time - first);
        else {
          erase(memory);
          arrivals.length = 0;
        }
      }
      return oldest;
    },
    foreign,
    onDecisions: (listener) => void decisionListeners.push(listener),
    onCrash: (listener) => void crashListeners.push(listener),
    async close() {
      await Promise.all([matching, ...pool.map(({ thread }) => thread)].map((thread) => thread.close()));
    },
  };
}

/** A6: whatever became of the thread that used it. */
function erase(memory: SharedArrayBuffer): void {
  new Uint8Array(memory).fill(0);
}
