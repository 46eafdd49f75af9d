import type { Worker } from 'node:worker_threads';
import { createClock } from '../../../src/server/live/clock.ts';
import { AUDIO } from '../../../src/shared/audio-format.ts';
import { importBuilt } from './built.ts';
import { writeCanary } from './canary.ts';

/*
 * A process with the matching threads and nothing else, so that whatever of a sound is in its memory is there
 * because of them. Its parent says what to do, a word a message; the sound is noise of seed 1, 2, ... by chunk.
 */
const workers: Worker[] = [];
process.on('worker', (worker: Worker) => workers.push(worker));

const { startMatchingThreads } = await importBuilt<
  typeof import('../../../src/server/workers/matching-threads.ts')
>('server/workers/matching-threads.js');
const clock = createClock();
const threads = startMatchingThreads({ clock, featureThreads: 1, matcher: {} });
const samples = new Uint8Array(AUDIO.chunkBytes);
let startedAt = 0;

/** Sends the chunk while it is fresh; the caller's copy is erased as the socket's is. */
async function push(sequence: number): Promise<string> {
  writeCanary(sequence + 1, samples);
  const answer = threads.push('r', {
    sequence,
    capturedAt: startedAt + sequence * AUDIO.chunkMs,
    samples,
  });
  samples.fill(0);
  return String(await answer);
}

/** Threads that are being started are late for a while. */
async function warmUp(): Promise<void> {
  for (let answer: unknown = 'none'; answer !== null; ) {
    const capturedAt = clock.now();
    threads.start({ id: 'warm', startedAt: capturedAt, canPlay: false });
    answer = await threads.push('warm', { sequence: 0, capturedAt, samples });
    threads.forget('warm');
  }
}

const orders: Record<string, () => unknown> = {
  start() {
    startedAt = clock.now() - 1_000;
    return threads.start({ id: 'r', startedAt, canPlay: false });
  },
  async push() {
    const answers: string[] = [];
    for (let sequence = 0; sequence < 5; sequence++) answers.push(await push(sequence));
    return answers;
  },
  end: () => threads.end('r'),
  forget: () => threads.forget('r'),
  /** In the order in which they were started: the matching thread, the feature thread. */
  terminateMatching: () => workers[0]?.terminate(),
  terminateFeatures: () => workers[1]?.terminate(),
};

process.on('message', async (order: string) => process.send?.(String(await orders[order]?.())));
await warmUp();
process.send?.('ready');
