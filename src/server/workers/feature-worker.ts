import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createFeatureExtractor } from '../../audio/feature-extractor.ts';
import { packetBuffers } from '../../audio/feature-packet.ts';
import { createClock } from '../live/clock.ts';
import {
  type Answered,
  type ChunkMessage,
  type FeatureMessage,
  MOST_WAITED_MS,
  type ToFeatures,
} from './matching-messages.ts';

/**
 * A thread in which the sound of some of the recordings becomes features. `workerData` is the origin of the server's
 * clock. Sound comes in here and never leaves: only features do, to the matching thread (A6, A7).
 */
const main = parentPort;
if (main === null) throw new Error('feature-worker runs as a worker thread');

/** How often deadlines are looked at, ms. */
const TICK_MS = 100;

const { now } = createClock(workerData as number);
const extractor = createFeatureExtractor();
/** The matching thread. */
let matching: MessagePort | null = null;
const tell = (message: FeatureMessage, transfer: ArrayBuffer[] = []) =>
  matching?.postMessage(message, transfer);

function connect(port: MessagePort): void {
  extractor.clear(); // what it holds is known to the matching thread before, which is gone
  matching = port;
  port.on('close', () => {
    if (matching === port) extractor.clear(); // A6: nothing can be compared any more
  });
}

function take({ request, id, samples, ...chunk }: ChunkMessage): void {
  const sound = new Int16Array(samples);
  try {
    const overdue = now() - chunk.now > MOST_WAITED_MS;
    const intake = overdue
      ? ({ error: 'server-busy' } as const)
      : extractor.push(id, { ...chunk, samples: sound }, chunk.now);
    if ('packet' in intake) {
      const { packet } = intake;
      tell({ type: 'packet', request, id, packet, now: chunk.now }, packetBuffers(packet));
    } else {
      main?.postMessage({ type: 'answered', request, error: intake.error } satisfies Answered);
    }
  } finally {
    sound.fill(0); // A6: what is still needed of it was copied, and is erased in time
  }
}

main.on('message', (message: ToFeatures) => {
  switch (message.type) {
    case 'connect':
      return connect(message.port);
    case 'chunk':
      return take(message);
    case 'start': {
      const { memory, ...start } = message;
      extractor.start({ ...start, memory: new Int16Array(memory) }, start.now);
      return tell(start);
    }
    case 'end':
      extractor.end(message.id, message.now);
      break;
    case 'forget':
      extractor.forget(message.id);
  }
  tell(message);
});

setInterval(() => extractor.expire(now()), TICK_MS);
