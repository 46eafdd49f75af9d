import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { erasePacket, type FeaturePacket, packetBuffers } from '../../audio/feature-packet.ts';
import { createMatcher } from '../../matching/matcher.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { createClock } from '../live/clock.ts';
import {
  type FeatureMessage,
  type ForeignMessage,
  type FromMatching,
  type MatchingData,
  MOST_WAITED_MS,
  type ToMatching,
} from './matching-messages.ts';

/**
 * The thread in which all recordings are compared.
 * Features come in here; decisions leave, and features for other servers where there are any (A6, A7).
 */
const main = parentPort;
if (main === null) throw new Error('matching-worker runs as a worker thread');

/** How often deadlines are looked at when no features come in, ms. */
const TICK_MS = 100;

const { clockOrigin, matcher: settings } = workerData as MatchingData;
const { now } = createClock(clockOrigin);

const answer = (message: FromMatching, transfer: ArrayBuffer[] = []) => main.postMessage(message, transfer);
/** The sketch of the chunk that is being taken. */
let firstStep = 0;
let words: number[] = [];
const matcher = createMatcher(settings, {
  onSketch(_id, step, fine, coarse) {
    if (!isShared) return;
    if (words.length === 0) firstStep = step;
    words.push(fine, coarse);
  },
  onWanted: (id) => answer({ type: 'wanted', id }),
});

/** Other servers want what comes in here. */
let isShared = false;
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

function take(id: string, packet: FeaturePacket, arrived: number): ErrorCode | null {
  const overdue = now() - arrived > MOST_WAITED_MS;
  const error = overdue ? 'server-busy' : matcher.take(id, packet);
  // A6: the matcher has its own copy, which it erases in time
  if (isShared && error === null) share(id, packet);
  else erasePacket(packet);
  return error;
}

function share(id: string, packet: FeaturePacket): void {
  const { quality, seconds } = packet;
  const sketch = { firstStep, words: Uint32Array.from(words), quality, seconds };
  words.fill(0);
  words = [];
  answer({ type: 'packet', id, packet, sketch }, [...packetBuffers(packet), sketch.words.buffer]);
}

/** What other servers hear. When this thread dies they are told to it again. */
function takeForeign(message: ForeignMessage) {
  switch (message.type) {
    case 'start':
      return matcher.start({ ...message, isForeign: true }, message.now);
    case 'packet':
      matcher.take(message.id, message.packet);
      erasePacket(message.packet); // A6
      return advanceSoon();
    case 'sketch':
      matcher.takeSketch(message.id, message.sketch);
      message.sketch.words.fill(0);
      return advanceSoon();
    case 'end':
      return matcher.end(message.id, message.now);
    case 'forget':
      matcher.forget(message.id);
  }
}

/** Listens to a feature thread. When that thread dies, its recordings end with it. */
function connect(features: MessagePort): void {
  const recordings = new Set<string>();
  features.on('message', (message: FeatureMessage) => {
    switch (message.type) {
      case 'start':
        recordings.add(message.id);
        return matcher.start(message, message.now);
      case 'packet': {
        const error = take(message.id, message.packet, message.now);
        answer({ type: 'answered', request: message.request, error });
        return advanceSoon();
      }
      case 'end':
        return matcher.end(message.id, message.now);
      case 'forget':
        recordings.delete(message.id);
        matcher.forget(message.id);
    }
  });
  features.on('close', () => {
    for (const id of recordings) matcher.forget(id);
  });
}

main.on('message', (message: ToMatching) => {
  switch (message.type) {
    case 'connect':
      return connect(message.port);
    case 'foreign':
      return takeForeign(message.message);
    case 'share':
      isShared = true;
  }
});

setInterval(advance, TICK_MS);
