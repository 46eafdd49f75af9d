import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended } from './ended.ts';
import { freePort } from './free-port.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import { type RunningRedis, startRedis } from './redis.ts';
import { type RunningServer, startServer } from './server.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

/** A server of a cluster; its name is what the proxy's cookie says. */
export interface ClusterServer extends RunningServer {
  readonly name: string;
  /** Where its figures are, on 127.0.0.1. */
  readonly metricsPort: number;
  /** Bytes of memory that it has. */
  memory(): number;
}

export interface ProxiedCluster {
  /** The proxy's. */
  readonly url: string;
  readonly port: number;
  readonly proxy: ChildProcess;
  readonly servers: readonly ClusterServer[];
  readonly redis: RunningRedis;
  readonly postgres: RunningPostgres;
  stop(): Promise<void>;
}

/** What `npm run cluster` starts, with servers whose logs and figures can be read: free it in any case. */
export async function startProxiedCluster(
  count: number,
  env: Record<string, string> = {},
): Promise<ProxiedCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-cluster-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const redis = await startRedis();
    ends.push(redis.stop);
    const postgres = await startPostgres();
    ends.push(postgres.stop);
    const shared = {
      ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, TRUST_PROXY: 'loopback', FEATURE_THREADS: '1' },
      ...{ CLUSTER_SECRET: randomBytes(32).toString('base64url'), ...env },
    };
    const servers: ClusterServer[] = [];
    ends.push(() => Promise.all(servers.map((server) => server.stop())));
    for (let i = 1; i <= count; i += 1) {
      servers.push(await startOne(`server-${i}`, folder, shared));
    }
    const proxy = await startProxy(folder, servers);
    ends.push(proxy.end);
    const { child, port } = proxy;
    return { url: `https://127.0.0.1:${port}`, port, proxy: child, servers, redis, postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startOne(name: string, folder: string, env: Record<string, string>): Promise<ClusterServer> {
  const metricsPort = await freePort();
  const own = { DATA_DIR: join(folder, name), METRICS_PORT: String(metricsPort) };
  const server = await startServer({ env: { ...env, ...own } });
  const memory = () => {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
  };
  return { ...server, name, metricsPort, memory };
}

async function startProxy(folder: string, servers: readonly ClusterServer[]) {
  const program = join(import.meta.dirname, 'proxy-process.mjs');
  const args = [program, folder, ...servers.map(({ name, port }) => `${name}:${port}`)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const callOff = cleanUpAfterDeath([child.pid as number], []);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const end = async () => {
    callOff();
    child.kill('SIGKILL');
    await ended(child);
  };
  try {
    const port = await until('the proxy listens', 30_000, () => {
      if (child.exitCode !== null) throw new Error(`the proxy ended: ${output}`);
      return Number(/listens on (\d+)/.exec(output)?.[1]) || undefined;
    });
    return { child, port, end };
  } catch (error) {
    await end();
    throw error;
  }
}
