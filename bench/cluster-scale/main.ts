import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { BLOCK_BINS } from '../../src/audio/coherence-blocks.ts';
import { FEATURES } from '../../src/audio/feature-format.ts';
import type { FeaturePacket } from '../../src/audio/feature-packet.ts';
import { toId } from '../../src/shared/ids.ts';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { startRedis } from '../../test/devices/redis.ts';
import { until } from '../../test/devices/wait.ts';
import { startServer, type Traffic } from './server.ts';

/**
 * How what three servers tell each other, and what they compute, grows with the recordings: synthetic features, three
 * devices a room, each at another server, over a real Redis. Time is the bench's own: a step is over when all is
 * there, so that a slow machine takes longer and measures the same. bench:cluster-scale [SIZES]
 */
const SIZES = (process.argv[2] ?? '30,50,200,1000').split(',').map(Number);
const SEED = 91;
const STEP_MS = 2 * FEATURES.blockMs;
const SECONDS = 3;
/** Recordings start one after the other over this time. */
const SPREAD_STEPS = 6;
/** How much of a mate's features is its own. */
const OWN = 0.3;

const random = seededRandom(SEED);
const noise = Float32Array.from({ length: 1 << 20 }, () => random() + random() + random() + random() - 2);
/** So many values that nobody else has. */
const draw = (count: number): Float32Array<ArrayBuffer> => {
  const from = Math.floor(random() * (noise.length - count));
  const turn = Math.floor(random() * 97);
  return Float32Array.from({ length: count }, (_, i) => noise[from + ((i * 31 + turn) % count)]!);
};

const redis = await startRedis();
const observer = createClient({ url: redis.url });
await observer.connect();
const bytesIn = async () => Number(/total_net_input_bytes:(\d+)/.exec(await observer.info('stats'))?.[1]);
const rows: Awaited<ReturnType<typeof measure>>[] = [];
try {
  for (const size of SIZES) {
    rows.push(await measure(size));
    console.log(JSON.stringify(rows.at(-1)));
  }
} finally {
  observer.destroy();
  await redis.stop();
}
console.table(rows);
writeFileSync(
  new URL('../results/cluster-scale.json', import.meta.url),
  `${JSON.stringify({ seconds: SECONDS, rows }, null, 1)}\n`,
);

async function measure(recordings: number) {
  let time = Math.ceil(Date.now() / STEP_MS) * STEP_MS;
  const traffic: Traffic = { said: 0, heard: 0 };
  const secret = randomBytes(32);
  const servers = await Promise.all(
    ['one', 'two', 'three'].map((name) =>
      startServer({ name, redisUrl: redis.url, secret, others: 2, now: () => time, traffic }),
    ),
  );
  const all = Array.from({ length: recordings }, (_, i) => ({
    id: toId(randomBytes(16)),
    room: Math.floor(i / 3),
    server: servers[i % 3]!,
    firstStep: Math.floor(((i - (i % 3)) / recordings) * SPREAD_STEPS),
  }));
  const steps = SPREAD_STEPS + Math.round((SECONDS * 1_000) / STEP_MS);
  const [before, bytes] = [process.cpuUsage(), await bytesIn()];
  let making = 0;
  let heard = 0;
  for (let step = 0; step < steps; step += 1) {
    for (const { id, server, firstStep } of all)
      if (firstStep === step) server.exchange.start({ id, startedAt: time, canPlay: false });
    time += STEP_MS;
    const rooms = new Map<number, Step>();
    for (const { id, room, server, firstStep } of all) {
      if (firstStep > step) continue;
      const since = process.cpuUsage();
      const base = rooms.get(room) ?? { frames: draw(32 * FEATURES.bands), blocks: draw(4 * BLOCK_BINS) };
      rooms.set(room, base);
      const packet = packetOf(base, time - STEP_MS, ((step - firstStep + 1) * STEP_MS) / 1_000);
      making += msSince(since);
      server.hear(id, packet);
      heard += 1;
      await othersTurn(); // sockets are served meanwhile
    }
    for (let round = 0; round < 2; round += 1) {
      for (const { exchange } of servers) exchange.expire();
      for (const server of servers) {
        server.advance();
        await othersTurn();
      }
      await until(
        `all has arrived, ${recordings} recordings, step ${step}`,
        60_000,
        () => traffic.heard >= traffic.said,
      );
    }
  }
  const recorded = (heard * STEP_MS) / 1_000;
  const compared = servers.reduce((sum, { comparedMs }) => sum + comparedMs(), 0);
  const cpu = msSince(before) - making;
  const row = {
    recordings,
    kBPerRecordingSecond: Number((((await bytesIn()) - bytes) / 1_024 / recorded).toFixed(1)),
    featuresAskedFor: servers.reduce((sum, { wanted }) => sum + wanted(), 0),
    busMsPerRecordingSecond: Number(((cpu - compared) / recorded).toFixed(2)),
    compareMsPerRecordingSecond: Number((compared / recorded).toFixed(2)),
    coresPerServer: Number((((cpu / recorded) * recordings) / 3_000).toFixed(2)),
    roomsFound: wholeRooms(all, new Set(servers.flatMap(({ rooms }) => rooms))),
    of: Math.floor(recordings / 3),
  };
  for (const server of servers) server.close();
  return row;
}

/** Rooms all of whose devices were found together. */
function wholeRooms(all: readonly { id: string; room: number }[], found: ReadonlySet<string>): number {
  const rooms = new Map<number, string[]>();
  for (const { id, room } of all) rooms.set(room, [...(rooms.get(room) ?? []), id].sort());
  return [...rooms.values()].filter((ids) => ids.length === 3 && found.has(ids.join())).length;
}

interface Step {
  readonly frames: Float32Array;
  readonly blocks: Float32Array;
}

/** What one microphone makes of a step of its room. */
function packetOf({ frames, blocks }: Step, from: number, seconds: number): FeaturePacket {
  const series = (base: Float32Array, first: number, count: number) => {
    const own = draw(base.length);
    return {
      numbers: Float64Array.from({ length: count }, (_, i) => first + i),
      values: Float32Array.from(base, (value, i) => value + OWN * own[i]!),
      next: first + count,
    };
  };
  return {
    frames: series(frames, from / FEATURES.frameMs, STEP_MS / FEATURES.frameMs),
    blocks: series(blocks, from / FEATURES.blockMs, STEP_MS / FEATURES.blockMs),
    ...{ quality: { highLiveliness: 0.2, verdict: null, reason: null }, seconds },
  };
}

function msSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
