import { randomBytes } from 'node:crypto';
import { liveName } from '../../../src/storage/redis/live-form.ts';
import { type BadLine, startBadLine } from '../../devices/bad-line.ts';
import { startPostgres } from '../../devices/postgres.ts';
import { startRedis } from '../../devices/redis.ts';
import { type RunningServer, startServer } from '../../devices/server.ts';
import { connect } from './listening-servers.ts';

/** Three servers, each with a way of its own to their Redis. */
export interface Islands {
  readonly servers: readonly RunningServer[];
  /** The way of each to Redis. */
  readonly lines: readonly BadLine[];
  /** How many servers hear what is said to all. */
  hearing(): Promise<number>;
  stop(): Promise<void>;
}

export async function startIslands(): Promise<Islands> {
  const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  const servers: RunningServer[] = [];
  const lines: BadLine[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all(lines.map((line) => line.close()));
    await redis.stop();
    await postgres.stop();
  };
  const CLUSTER_SECRET = randomBytes(24).toString('base64url');
  try {
    for (let i = 0; i < 3; i += 1) {
      const line = await startBadLine({ target: Number(new URL(redis.url).port) });
      lines.push(line);
      const ways = { REDIS_URL: `redis://127.0.0.1:${line.port}`, DATABASE_URL: postgres.url };
      servers.push(await startServer({ env: { ...ways, CLUSTER_SECRET, FEATURE_THREADS: '1' } }));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ servers, lines, stop },
    async hearing() {
      const client = await connect(redis.url);
      try {
        const answer = await client.sendCommand(['PUBSUB', 'NUMSUB', liveName('all')]);
        return Number((answer as unknown as [string, number])[1]);
      } finally {
        client.destroy();
      }
    },
  };
}
