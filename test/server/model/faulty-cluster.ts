import { randomBytes } from 'node:crypto';
import { startPostgres } from '../../devices/postgres.ts';
import { startRedis } from '../../devices/redis.ts';
import { type Road, startRoad } from '../../devices/road.ts';
import { type RunningServer, startServer } from '../../devices/server.ts';

/** What can be wrong for a while. */
export type Fault =
  | { readonly what: 'kill' | 'freeze' | 'cut'; readonly server: number }
  | { readonly what: 'redis-emptied' | 'redis-paused'; readonly server: null };

/** Servers with one Redis, each of which can fail. */
export interface FaultyCluster {
  readonly redisUrl: string;
  readonly secret: string;
  readonly size: number;
  /** Where a page is led that would like to go to this server; as a proxy does, to none that is down. */
  wayFor(server: number): { readonly server: number; readonly port: number } | null;
  /** Begins a fault. */
  begin(fault: Fault): Promise<void>;
  /** Ends it. */
  end(fault: Fault): Promise<void>;
  /** Whether anything is wrong now. */
  readonly isFaulty: boolean;
  /** `performance.now()` when something was wrong last. */
  readonly faultyAt: number;
  /** All is as it should be; resolves when every server listens. */
  heal(): Promise<void>;
  output(): string;
  stop(): Promise<void>;
}

interface Member {
  running: RunningServer | null;
  readonly road: Road;
  isFrozen: boolean;
  isCut: boolean;
  starting: Promise<void> | null;
}

/** @param root where the built server is; null: here */
export async function startFaultyCluster(size: number, root: string | null = null): Promise<FaultyCluster> {
  const opened: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of opened.reverse().splice(0)) await close();
  };
  try {
    return await startWith({ size, root }, opened, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startWith(
  { size, root }: { size: number; root: string | null },
  opened: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<FaultyCluster> {
  const secret = randomBytes(24).toString('base64url');
  const redis = await startRedis();
  opened.push(() => redis.stop());
  const postgres = await startPostgres();
  opened.push(() => postgres.stop());
  const redisPort = Number(new URL(redis.url).port);
  let isRedisPaused = false;
  let faultyAt = 0;
  let isOver = false;
  const outputs: string[] = [];
  const members: Member[] = [];

  async function start(member: Member): Promise<void> {
    const REDIS_URL = `redis://127.0.0.1:${member.road.port}`;
    const env = { REDIS_URL, DATABASE_URL: postgres.url, CLUSTER_SECRET: secret, FEATURE_THREADS: '1' };
    const running = await startServer({ env, wiping: false, ...(root === null ? {} : { root }) });
    member.running = running;
    if (isOver) await running.stop('SIGKILL');
  }
  /** A server that does not reach Redis does not start; whoever starts it tries again. */
  const startAgain = (member: Member) => {
    member.starting ??= start(member)
      .catch(() => {})
      .finally(() => {
        member.starting = null;
      });
    return member.starting;
  };
  const kill = async (member: Member) => {
    const { running } = member;
    if (running === null) return;
    member.running = null;
    outputs.push(running.output());
    await running.stop('SIGKILL');
    member.isFrozen = false;
  };
  /** @throws when it ended by itself; what it said last is why */
  const signal = ({ running }: Member, name: NodeJS.Signals | 0) => {
    if (running === null) return;
    try {
      process.kill(running.pid, name);
    } catch {
      throw new Error(`A server ended by itself: ${running.output().slice(-3_000)}`);
    }
  };
  const thaw = (member: Member) => {
    if (member.isFrozen) signal(member, 'SIGCONT');
    member.isFrozen = false;
  };

  for (let i = 0; i < size; i += 1) {
    const road = await startRoad(() => redisPort);
    opened.push(() => road.stop());
    const member: Member = { running: null, road, isFrozen: false, isCut: false, starting: null };
    members.push(member);
    opened.push(async () => {
      isOver = true;
      await member.starting;
      await kill(member);
    });
    await start(member);
  }
  const of = (index: number | null) => members[index ?? 0] as Member;
  const isWrong = (member: Member) => member.running === null || member.isFrozen || member.isCut;

  return {
    ...{ redisUrl: redis.url, secret, size, stop },
    wayFor(wanted) {
      for (let i = 0; i < size; i += 1) {
        const server = (wanted + i) % size;
        const { running, isFrozen } = of(server);
        if (running !== null && !isFrozen) return { server, port: running.port };
      }
      return null;
    },
    async begin(fault) {
      faultyAt = performance.now();
      if (fault.what === 'redis-emptied') {
        isRedisPaused = false;
        return redis.restart();
      }
      if (fault.what === 'redis-paused') {
        isRedisPaused = true;
        return redis.pause();
      }
      const member = of(fault.server);
      if (member.running === null) return;
      if (fault.what === 'kill') return kill(member);
      if (fault.what === 'freeze') {
        member.isFrozen = true;
        signal(member, 'SIGSTOP');
      } else {
        member.isCut = true;
        member.road.shut();
      }
    },
    async end(fault) {
      faultyAt = performance.now();
      if (fault.what === 'redis-emptied') return;
      if (fault.what === 'redis-paused') {
        isRedisPaused = false;
        return redis.resume();
      }
      const member = of(fault.server);
      if (fault.what === 'kill' && member.running === null) void startAgain(member);
      if (fault.what === 'freeze') thaw(member);
      if (fault.what !== 'cut') return;
      member.isCut = false;
      member.road.open();
    },
    get isFaulty() {
      return isRedisPaused || members.some(isWrong);
    },
    get faultyAt() {
      return faultyAt;
    },
    async heal() {
      if (isRedisPaused) redis.resume();
      isRedisPaused = false;
      for (const member of members) {
        thaw(member);
        signal(member, 0);
        member.isCut = false;
        member.road.open();
      }
      for (let tries = 0; members.some(({ running }) => running === null); tries += 1) {
        if (tries > 5) throw new Error('A server does not start again.');
        await Promise.all(members.filter(({ running }) => running === null).map(startAgain));
      }
      faultyAt = performance.now();
    },
    output: () => [...outputs, ...members.map(({ running }) => running?.output() ?? '')].join('\n'),
  };
}
