import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyMs } from '../../src/server/live/rounds.ts';
import { createRedis, type Redis } from '../../src/storage/redis/redis-connection.ts';
import { freePort } from '../devices/free-port.ts';
import { type ProxiedCluster, startProxiedCluster } from '../devices/proxied-cluster.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { churn } from './support/churn.ts';
import { type Slope, slopeOf } from './support/slope.ts';
import { countsOf, type Memory, memoryOf, WATCHED } from './support/watched-server.ts';

/** Every test run a quarter of a minute; `npm run test:faults` an hour, with a look at the slope of the memory. */
const MINUTES = Number(process.env.CHURN_MINUTES ?? 0.25);
const IS_LONG = process.env.CHURN_MINUTES !== undefined;
const SEED = Number(process.env.CHURN_SEED ?? 20_261_127);
/** What a server may grow by, bytes a minute. */
const GROWTH = 1_000_000 / 10;
/** The first part of the time is not looked at: what is compiled and kept ready comes to its size. */
const WARMING = 0.2;
/** How often the memory is looked at, ms: to collect all garbage takes a server's whole attention. */
const LOOK_MS = Math.max(10_000, (MINUTES * 60_000) / 120);

interface Watched extends RunningServer {
  readonly name: string;
  readonly metricsPort: number;
}

let cluster: ProxiedCluster;
let single: Watched;
let redis: Redis;
let all: Watched[] = [];
beforeAll(async () => {
  const metricsPort = await freePort();
  const server = await startServer({ env: { ...WATCHED, METRICS_PORT: String(metricsPort) } });
  single = { ...server, name: 'alone', metricsPort };
  cluster = await startProxiedCluster(3, WATCHED);
  all = [single, ...cluster.servers];
  redis = createRedis(cluster.redis.url);
  redis.on('error', () => {});
  await redis.connect();
}, 120_000);
afterAll(async () => {
  redis?.destroy();
  await single?.stop();
  await cluster?.stop();
}, 120_000);

/** Everything that comes and goes, by name. */
async function counts(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { name, metricsPort } of all) {
    for (const [what, count] of await countsOf(metricsPort)) found.set(`${name} ${what}`, count);
  }
  // Whose a recording was is known for a minute more.
  const names: string[] = [];
  for (const name of await redis.keys('*')) {
    if (!name.includes(':recording:') || (await redis.pTTL(name)) > 60_000) names.push(name);
  }
  return found.set('keys in Redis', names.length);
}
/** The runtime has a few more or less of its own, from one moment to the next. */
const mayDifferBy = (name: string) => (name.includes('nodejs_active') ? 5 : 0);
const higher = (now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>) =>
  [...now].filter(([name, count]) => count > (before.get(name) ?? 0) + mayDifferBy(name));

const redisMemory = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
const work = (minutes: number, seed: number) => {
  const options = { ms: minutes * 60_000, seed, atOnce: 2 };
  return Promise.all([
    churn({ ...options, urls: [single.url] }),
    churn({ ...options, urls: cluster.servers.map(({ url }) => url), seed: seed + 100 }),
  ]);
};

test(
  `C8 C5 W12: after ${MINUTES} min of coming and going, seed ${SEED}, nothing is left of it on any server or in Redis`,
  async () => {
    await work(0, SEED); // once, so that what is made at first use is there
    const before = await settled();
    const redisBefore = await redisMemory();
    const most = new Map(before);
    const looking = setInterval(() => {
      void counts().then(
        (now) => {
          for (const [name, count] of now) most.set(name, Math.max(count, most.get(name) ?? 0));
        },
        () => {},
      );
    }, 500);
    const points = new Map<string, [number, Memory][]>(all.map(({ name }) => [name, []]));
    const began = performance.now();
    const watch = async () => {
      for (const server of all) {
        points.get(server.name)?.push([(performance.now() - began) / 60_000, await memoryOf(server)]);
      }
    };
    const stopWatching = IS_LONG ? everyMs(LOOK_MS, watch, () => {}) : () => {};
    try {
      const done = await work(MINUTES, SEED + 1_000);
      stopWatching();
      console.log(`done ${JSON.stringify(done)}`);
    } finally {
      clearInterval(looking);
      stopWatching();
    }
    const raised = higher(most, before).map(([name]) => name);
    // There was something to go away, on the server alone and in the cluster.
    for (const what of ['sockets', 'recordings', 'meetings', 'items', 'file_bytes', 'under_way']) {
      const where = new Set(
        raised.filter((name) => name.includes(` zipsocket_${what}`)).map(([first]) => first),
      );
      expect([...where].sort(), what).toEqual(['a', 's']);
    }
    expect(raised).toContain('keys in Redis');
    let left: unknown[] = [];
    const isEmpty = async () => {
      left = higher(await counts(), before);
      return left.length === 0;
    };
    await until('nothing is left', 120_000, isEmpty).catch(() => expect(left).toEqual([]));
    const redisAfter = await redisMemory();
    console.log(`memory of Redis ${redisBefore} before, ${redisAfter} after`);
    if (IS_LONG) expectLevel(points);
    for (const { output } of all) expect(output()).not.toMatch(/"level":[56]0|unhandled|uncaught/i);
  },
  300_000 + MINUTES * 90_000,
);

/** The counts when nothing more goes away. */
async function settled(): Promise<Map<string, number>> {
  let last = await counts();
  await until('all is still', 120_000, async () => {
    const now = await counts();
    const isStill = [...now].every(
      ([name, count]) => Math.abs(count - (last.get(name) ?? 0)) <= mayDifferBy(name),
    );
    const isEmpty = [...now].every(
      ([name, count]) => !/sockets|recordings|meetings|items/.test(name) || count === 0,
    );
    last = now;
    return isStill && isEmpty;
  });
  return last;
}

/**
 * What is held when nothing is left to collect is what a leak adds to, without what an optimizing compiler makes of the
 * program. The size of the process is told beside it: what the runtime and the C library keep for themselves rises and
 * falls with the load.
 */
function expectLevel(points: ReadonlyMap<string, readonly [number, Memory][]>): void {
  const show = ({ perMinute, plusMinus }: Slope) =>
    `${(perMinute / 1e5).toFixed(2)} +- ${(plusMinus / 1e5).toFixed(2)} MB per 10 min`;
  const growth = new Map<string, number>();
  for (const [name, every] of points) {
    const later = every.filter(([minutes]) => minutes >= MINUTES * WARMING);
    const used = slopeOf(later.map(([minutes, memory]) => [minutes, memory.used]));
    const resident = slopeOf(later.map(([minutes, memory]) => [minutes, memory.resident]));
    const [first, last] = [every[0]?.[1], every.at(-1)?.[1]];
    console.log(
      `${name}: in use ${show(used)} (${first?.used} to ${last?.used} bytes); resident ${show(resident)} (${first?.resident} to ${last?.resident} bytes); ${later.length} looks`,
    );
    growth.set(name, used.perMinute);
  }
  for (const [name, perMinute] of growth) expect(perMinute, `${name} grows`).toBeLessThanOrEqual(GROWTH);
}
