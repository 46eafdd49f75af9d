import { parentPort, workerData } from 'node:worker_threads';
import { createMatcher } from '../../matching/matcher.ts';
import { createClock } from '../live/clock.ts';
import type { FromMatching, ToMatching } from './matching-messages.ts';

/**
 * The thread in which all recordings are compared. `workerData` is the origin of the server's clock.
 * Sound comes in here and never leaves: only decisions do (A6, A7).
 */
const port = parentPort;
if (port === null) throw new Error('matching-worker runs as a worker thread');

/** How often deadlines are looked at when no sound comes in, ms. */
const TICK_MS = 100;

const { now } = createClock(workerData as number);
const matcher = createMatcher();
const answer = (message: FromMatching) => port.postMessage(message);

/** Sound that waited longer than this for its turn says that there is more of it than this machine can compare, ms. */
const MOST_WAITED_MS = 500;

let isDue = false;
/** Once for all messages that are there, not after each. */
function advanceSoon(): void {
  if (isDue) return;
  isDue = true;
  setImmediate(advance);
}

function advance(): void {
  isDue = false;
  const decisions = matcher.advance(now());
  if (decisions.length > 0) answer({ type: 'decisions', decisions });
}

port.on('message', (message: ToMatching) => {
  switch (message.type) {
    case 'start':
      matcher.start(message, message.now);
      break;
    case 'chunk': {
      const samples = new Int16Array(message.samples);
      const overdue = now() - message.now > MOST_WAITED_MS;
      const error = overdue ? 'server-busy' : matcher.push(message.id, { ...message, samples }, message.now);
      samples.fill(0); // A6: the matcher has its own copy, which it erases in time
      answer({ type: 'pushed', request: message.request, error });
      advanceSoon();
      break;
    }
    case 'end':
      matcher.end(message.id, message.now);
      break;
    case 'forget':
      matcher.forget(message.id);
  }
});

setInterval(advance, TICK_MS);
