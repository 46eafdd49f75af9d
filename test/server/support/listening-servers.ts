import { randomBytes } from 'node:crypto';
import { setTimeout as passing } from 'node:timers/promises';
import type { MatcherDecision } from '../../../src/matching/matcher.ts';
import { type Bus, openBus } from '../../../src/server/cluster/bus.ts';
import {
  createRecordingExchange,
  type RecordingExchange,
} from '../../../src/server/cluster/recording-exchange.ts';
import { createClock } from '../../../src/server/live/clock.ts';
import type { MatchingThreads } from '../../../src/server/workers/matching-threads.ts';
import { AUDIO } from '../../../src/shared/audio-format.ts';
import { createRedis, type Redis } from '../../../src/storage/redis/redis-connection.ts';
import { createValueSeal } from '../../../src/storage/redis/value-seal.ts';
import { importBuilt } from './built.ts';

const { startMatchingThreads } = await importBuilt<
  typeof import('../../../src/server/workers/matching-threads.ts')
>('server/workers/matching-threads.js');

const clock = createClock();

/** What a server hears with, and what it decided. */
export interface ListeningServer {
  readonly name: string;
  readonly threads: MatchingThreads;
  readonly exchange: RecordingExchange;
  readonly bus: Bus;
  readonly decided: { readonly at: number; readonly decision: MatcherDecision }[];
  /** The keys of its recordings, in the order of their start. */
  readonly keys: Uint8Array[];
  readonly faults: unknown[];
  close(): Promise<void>;
}

export async function connect(url: string): Promise<Redis> {
  const redis = createRedis(url);
  redis.on('error', () => {});
  await redis.connect();
  return redis;
}

/** The matching threads of one server of several, which say things to each other through a Redis. */
export async function startListeningServer(
  name: string,
  redisUrl: string,
  secret: Uint8Array,
  manyFrom?: number,
): Promise<ListeningServer> {
  const clients = [await connect(redisUrl), await connect(redisUrl)] as const;
  const [redis, subscriber] = clients;
  const faults: unknown[] = [];
  const keys: Uint8Array[] = [];
  const decided: ListeningServer['decided'] = [];
  const bus = await openBus({
    ...{ redis, subscriber, seal: createValueSeal(secret), serverId: name, now: clock.now },
    onFault: (_code, error) => void faults.push(error),
  });
  const threads = startMatchingThreads({ clock, featureThreads: 1, matcher: {} });
  threads.onDecisions((decisions) => {
    for (const decision of decisions) decided.push({ at: clock.now(), decision });
  });
  const newKey = () => {
    keys.push(randomBytes(32));
    return keys.at(-1)!;
  };
  const exchange = createRecordingExchange({
    ...{ threads, bus, now: clock.now, newKey },
    ...(manyFrom === undefined ? {} : { manyFrom }),
  });
  const ticking = setInterval(() => exchange.expire(), 100);
  return {
    ...{ name, threads, exchange, bus, decided, keys, faults },
    async close() {
      clearInterval(ticking);
      bus.close();
      for (const client of clients) client.destroy();
      await threads.close();
    },
  };
}

/** Threads that are being started are late for a while. */
export async function warmUp({ threads }: ListeningServer): Promise<void> {
  const samples = new Uint8Array(AUDIO.chunkBytes);
  for (let answer: unknown = 'none'; answer !== null; ) {
    const capturedAt = clock.now();
    threads.start({ id: 'warm', startedAt: capturedAt, canPlay: false });
    answer = await threads.push('warm', { sequence: 0, capturedAt, samples });
    threads.forget('warm');
  }
}

export interface Hearing {
  readonly server: ListeningServer;
  readonly id: string;
  readonly sound: Int16Array;
}

/** Lets microphones that open at the same moment hear so many ms, in real time; their ends are told. */
export async function hear(all: readonly Hearing[], ms: number): Promise<{ startedAt: number }> {
  const startedAt = clock.now();
  for (const { server, id } of all) server.exchange.start({ id, startedAt, canPlay: false });
  for (let sequence = 0; (sequence + 1) * AUDIO.chunkMs <= ms; sequence++) {
    const capturedAt = startedAt + sequence * AUDIO.chunkMs;
    await passing(Math.max(0, capturedAt + AUDIO.chunkMs - clock.now()));
    for (const { server, id, sound } of all) {
      const part = sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples);
      void server.threads.push(id, { sequence, capturedAt, samples: new Uint8Array(part.buffer) });
    }
  }
  for (const { server, id } of all) server.exchange.end(id);
  return { startedAt };
}
