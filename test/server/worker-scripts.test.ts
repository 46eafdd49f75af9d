import { once } from 'node:events';
import { setTimeout as passing } from 'node:timers/promises';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import { createRecordingIntake, INTAKE_SAMPLES } from '../../src/audio/recording-intake.ts';
import { createRecordingSpan } from '../../src/audio/recording-span.ts';
import { createClock } from '../../src/server/live/clock.ts';
import {
  type FeatureMessage,
  type FromMatching,
  MOST_WAITED_MS,
  type ToFeatures,
} from '../../src/server/workers/matching-messages.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { babble, heard } from '../signals/synthetic-sound.ts';
import { builtScript } from './support/built.ts';
import { until } from './tab.ts';

/*
 * The two worker scripts as they are built, each with its ends in the test's hands.
 */
const clock = createClock();
const sound = heard(babble(2, 5), 61);
const workers: Worker[] = [];

function open(script: string) {
  const worker = new Worker(builtScript(`server/workers/${script}.js`), { workerData: clock.origin });
  workers.push(worker);
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: 'connect', port: port2 }, [port2]);
  const answers: FromMatching[] = [];
  worker.on('message', (message) => answers.push(message));
  return { worker, link: port1, answers };
}
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate();
});

/** A chunk's samples in memory that both sides see. */
function shared(sequence: number): SharedArrayBuffer {
  const samples = new SharedArrayBuffer(AUDIO.chunkBytes);
  const at = sequence * AUDIO.chunkSamples;
  new Int16Array(samples).set(sound.subarray(at, at + AUDIO.chunkSamples));
  return samples;
}
const isSilent = (memory: SharedArrayBuffer) => new Int16Array(memory).every((sample) => sample === 0);

function openFeatures() {
  const { worker, link, answers } = open('feature-worker');
  const news: FeatureMessage[] = [];
  link.on('message', (message) => news.push(message));
  const tell = (message: ToFeatures) => worker.postMessage(message);
  const memory = new SharedArrayBuffer(INTAKE_SAMPLES * 2);
  const startedAt = clock.now() - 700;
  tell({ type: 'start', id: 'r', startedAt, canPlay: false, memory, now: clock.now() });
  let request = 0;
  const push = (sequence: number, waited = 0) => {
    const samples = shared(sequence);
    const capturedAt = startedAt + sequence * AUDIO.chunkMs;
    tell({
      ...{ type: 'chunk', request: request++, id: 'r', sequence, capturedAt, samples },
      now: clock.now() - waited,
    });
    return samples;
  };
  return { link, answers, news, memory, push };
}

test('A6: a feature thread passes on features alone, and erases a chunk when it has taken it', async () => {
  const { link, news, memory, push } = openFeatures();
  const samples = push(0);
  expect(isSilent(samples)).toBe(false);
  await until('a packet', () => news.length === 2);
  const [start, packet] = news;
  expect(Object.keys(start!).sort()).toEqual(['canPlay', 'id', 'now', 'startedAt', 'type']);
  expect(packet).toMatchObject({ type: 'packet', id: 'r', packet: { seconds: 0.2 } });
  await until('erasure', () => isSilent(samples), 1_000);
  expect(isSilent(memory)).toBe(false); // what the next features need
  link.close();
});

test('a chunk that waited too long is refused, and its sound erased', async () => {
  const { link, answers, push } = openFeatures();
  const late = push(0, MOST_WAITED_MS + 20);
  const inTime = push(1);
  await until('the refusal', () => answers.length === 1);
  expect(answers).toEqual([{ type: 'answered', request: 0, error: 'server-busy' }]);
  await until('erasure', () => isSilent(late) && isSilent(inTime), 1_000);
  link.close();
});

test('A6: a feature thread whose matching thread is gone erases all sound', async () => {
  const { link, answers, news, memory, push } = openFeatures();
  push(0);
  await until('a packet', () => news.length === 2);
  expect(isSilent(memory)).toBe(false);
  link.close();
  await until('erasure', () => isSilent(memory), 1_000);
  push(1);
  await until('the refusal', () => answers.length === 1);
  expect(answers).toEqual([{ type: 'answered', request: 1, error: 'unknown-recording' }]);
});

/** The features of a first chunk, in memory that both sides see. */
function sharedPacket(startedAt: number): FeaturePacket {
  const intake = createRecordingIntake(createRecordingSpan(startedAt, startedAt));
  const chunk = { sequence: 0, capturedAt: startedAt, samples: new Int16Array(shared(0)) };
  const taken = intake.push(chunk, startedAt + 250);
  if ('error' in taken) throw new Error(taken.error);
  const { frames } = taken.packet;
  const values = new Float32Array(new SharedArrayBuffer(frames.values.byteLength));
  values.set(frames.values);
  return { ...taken.packet, frames: { ...frames, values: values as never } };
}

function openMatching() {
  const { worker, link, answers } = open('matching-worker');
  const second = new MessageChannel();
  worker.postMessage({ type: 'connect', port: second.port2 }, [second.port2]);
  return { links: [link, second.port1] as const, answers };
}
const tellMatching = (link: MessagePort, message: FeatureMessage) => link.postMessage(message);

test('A6: the matching thread erases a packet when it has taken it, and one that waited too long', async () => {
  const { links, answers } = openMatching();
  const [link, other] = links;
  const now = clock.now();
  tellMatching(link, { type: 'start', id: 'r', startedAt: now, canPlay: false, now });
  const packets = [sharedPacket(now), sharedPacket(now), sharedPacket(now)];
  const waited = [0, MOST_WAITED_MS + 20, 0];
  packets.forEach((packet, request) => {
    const id = request === 2 ? 'unknown' : 'r';
    expect(packet.frames.values.some((value) => value !== 0)).toBe(true);
    tellMatching(link, { type: 'packet', request, id, packet, now: clock.now() - waited[request]! });
  });
  await until('the answers', () => answers.length === 3);
  const errors = answers.map((answer) => (answer.type === 'answered' ? answer.error : answer.type));
  expect(errors).toEqual([null, 'server-busy', 'unknown-recording']);
  for (const { frames } of packets) expect(frames.values.every((value) => value === 0)).toBe(true);
  for (const port of [link, other]) port.close();
});

test('the matching thread forgets the recordings of a feature thread that died, and no other', async () => {
  const { links, answers } = openMatching();
  // So old that both are over in half a second; then the matcher has its last word on them.
  const now = clock.now() + 500 - LIMITS.listeningMs - LIMITS.audioAfterEndMs;
  links.forEach((link, i) => {
    tellMatching(link, { type: 'start', id: `r${i}`, startedAt: now, canPlay: false, now });
  });
  const closed = once(links[0], 'close');
  links[0].close();
  await closed;
  await until('the last word', () => answers.length > 0);
  await passing(300);
  expect(answers).toEqual([
    { type: 'decisions', decisions: [{ type: 'none', recordingId: 'r1', reason: 'too-short' }] },
  ]);
  links[1].close();
});
