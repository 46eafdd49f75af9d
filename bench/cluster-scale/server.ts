import { createClient } from '@redis/client';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import { createMatcher } from '../../src/matching/matcher.ts';
import { type Bus, openBus } from '../../src/server/cluster/bus.ts';
import { createRecordingExchange } from '../../src/server/cluster/recording-exchange.ts';
import type { PacketListener } from '../../src/server/workers/foreign-recordings.ts';
import type { Redis } from '../../src/storage/redis/redis-connection.ts';
import { createValueSeal } from '../../src/storage/redis/value-seal.ts';

/** Here the comparison has no thread of its own, and a step may block the process for as long as it takes. */
const PATIENCE_MS = 600_000;

/** What passes between servers, to know when all of it has arrived. */
export interface Traffic {
  said: number;
  heard: number;
}

/** The exchange and the comparison of one of so many servers; features come from outside. */
export async function startServer(options: {
  name: string;
  redisUrl: string;
  secret: Uint8Array;
  others: number;
  now: () => number;
  traffic: Traffic;
}) {
  const { name, redisUrl, secret, others, now, traffic } = options;
  const client = () =>
    createClient({ url: redisUrl, commandOptions: { timeout: PATIENCE_MS } }) as unknown as Redis;
  const clients = [client(), client()] as const;
  for (const client of clients) {
    client.on('error', () => {}); // each request says so by itself
    await client.connect();
  }
  const onFault = (_code: string, error: unknown) => console.error(error);
  const [redis, subscriber] = clients;
  const opened = await openBus({
    redis,
    subscriber,
    seal: createValueSeal(secret),
    serverId: name,
    now,
    onFault,
  });
  const bus: Bus = {
    ...opened,
    send(...what) {
      traffic.said += 1;
      opened.send(...what);
    },
    broadcast(...what) {
      traffic.said += others;
      opened.broadcast(...what);
    },
    on: (type, handler) =>
      opened.on(type, (...heard) => {
        traffic.heard += 1;
        return handler(...heard);
      }),
  };
  let comparing = 0;
  /** Counts the CPU of the comparison apart. */
  function timed<T>(work: () => T): T {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    comparing += (user + system) / 1_000;
    return result;
  }
  let onPacket: PacketListener = () => {};
  let onWanted: (id: string) => void = () => {};
  const wanted = new Set<string>();
  let words: number[] = [];
  let firstStep = 0;
  const matcher = createMatcher(
    {},
    {
      onSketch(_id, step, ...both) {
        if (words.length === 0) firstStep = step;
        words.push(...both);
      },
      onWanted(id) {
        wanted.add(id);
        onWanted(id);
      },
    },
  );
  const exchange = createRecordingExchange({
    ...{ bus, now },
    threads: {
      start(recording) {
        matcher.start(recording, now());
        return null;
      },
      end() {},
      forget: (id) => matcher.forget(id),
      onCrash() {},
      foreign: {
        start(recording) {
          matcher.start({ ...recording, isForeign: true }, now());
          return null;
        },
        push: (id, packet) => void timed(() => matcher.take(id, packet)),
        pushSketch: (id, sketch) => timed(() => matcher.takeSketch(id, sketch)),
        end() {},
        forget: (id) => matcher.forget(id),
        onPacket(listener) {
          onPacket = listener;
        },
        onWanted(listener) {
          onWanted = listener;
        },
      },
    },
  });
  const rooms: string[] = [];
  return {
    exchange,
    rooms,
    comparedMs: () => comparing,
    wanted: () => wanted.size,
    hear(id: string, packet: FeaturePacket) {
      words = [];
      timed(() => matcher.take(id, packet));
      const { quality, seconds } = packet;
      onPacket(id, packet, { firstStep, words: Uint32Array.from(words), quality, seconds });
    },
    advance() {
      for (const decision of timed(() => matcher.advance(now())))
        if (decision.type === 'room') rooms.push([...decision.recordingIds].sort().join());
    },
    close() {
      opened.close();
      for (const client of clients) client.destroy();
    },
  };
}
