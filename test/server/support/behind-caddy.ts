import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { caddyPorts, type RunningCaddy, startCaddy } from '../../devices/caddy.ts';
import { freePort } from '../../devices/free-port.ts';
import { startPostgres } from '../../devices/postgres.ts';
import { type RunningRedis, startRedis } from '../../devices/redis.ts';
import { type RunningServer, startServer } from '../../devices/server.ts';
import { until } from '../../devices/wait.ts';

export interface Answer {
  status: number;
  text: string;
  headers: IncomingHttpHeaders;
}

/** What `compose.yaml` starts, from processes of this machine: three servers behind Caddy. */
export interface BehindCaddy {
  readonly caddy: RunningCaddy;
  readonly servers: readonly RunningServer[];
  readonly redis: RunningRedis;
  /** The port for Prometheus of the first server, of which nobody outside should get anything. */
  readonly metricsPort: number;
  /** A request through Caddy; `localAddress` is where it comes from. */
  ask(path: string, options?: RequestOptions, body?: Uint8Array | string): Promise<Answer>;
  /** How often any server has answered `LOGGED`. */
  answered(): number;
  /** Which server an address is led to: the one whose log has a line more. */
  serverOf(localAddress: string): Promise<RunningServer>;
  /** Two servers, each with an address that is led there. */
  twoApart(): Promise<readonly [readonly [RunningServer, string], readonly [RunningServer, string]]>;
  stop(): Promise<void>;
}

/** A page by which the logs tell where a request came to. */
export const LOGGED = '/privacy.json';

export async function startBehindCaddy(): Promise<BehindCaddy> {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-behind-caddy-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
    ends.push(redis.stop, postgres.stop);
    const ports = await caddyPorts();
    const metricsPort = await freePort();
    const shared = {
      ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, FEATURE_THREADS: '1', LOG_LEVEL: 'info' },
      ...{ CLUSTER_SECRET: randomBytes(24).toString('base64url'), TRUST_PROXY: '127.0.0.1' },
      ...{ PUBLIC_URL: `https://127.0.0.1:${ports.port}`, OPERATOR_TOKEN: randomBytes(20).toString('hex') },
    };
    const servers: RunningServer[] = [];
    for (const name of ['server-1', 'server-2', 'server-3']) {
      const metrics = servers.length === 0 ? { METRICS_PORT: String(metricsPort) } : {};
      const server = await startServer({ env: { ...shared, DATA_DIR: join(folder, name), ...metrics } });
      ends.push(() => server.stop());
      servers.push(server);
    }
    const tls = join(folder, 'server-1', 'tls');
    const caddy = await startCaddy({
      ...ports,
      upstreams: servers.map(({ port }) => port),
      certificate: { cert: join(tls, 'server.crt'), key: join(tls, 'server.key') },
    });
    ends.push(caddy.stop);
    const paths = pathsThrough(caddy.port, servers);
    await until('it leads to a server', 15_000, async () => (await paths.ask('/')).status === 200);
    return { caddy, servers, redis, metricsPort, stop, ...paths };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pathsThrough(port: number, servers: readonly RunningServer[]) {
  const ask: BehindCaddy['ask'] = (path, options = {}, body) =>
    new Promise((resolve, reject) => {
      const where = { host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false };
      const asked = request({ ...where, ...options }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
      });
      asked.on('error', reject);
      asked.end(body);
    });
  const counts = () => servers.map(({ output }) => output().split(`"route":"${LOGGED}"`).length - 1);
  async function serverOf(localAddress: string): Promise<RunningServer> {
    const before = counts();
    await ask(LOGGED, { localAddress });
    return until('it is in a log', 10_000, () => {
      const found = counts().findIndex((count, i) => count > (before[i] ?? 0));
      return found < 0 ? undefined : servers[found];
    });
  }
  return {
    ask,
    serverOf,
    answered: () => counts().reduce((sum, count) => sum + count, 0),
    async twoApart() {
      const first = await serverOf('127.0.0.2');
      for (let i = 3; i < 60; i += 1) {
        const server = await serverOf(`127.0.0.${i}`);
        if (server !== first)
          return [[first, '127.0.0.2'] as const, [server, `127.0.0.${i}`] as const] as const;
      }
      throw new Error('all addresses are led to the same server');
    },
  };
}

/** The status of an answer without encryption; the code of the error where there is none. */
export function askPlainly(host: string, port: number, path: string): Promise<Answer | string> {
  return new Promise((resolve) => {
    requestPlain({ host, port, path, agent: false }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, text: '', headers: answer.headers });
    })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end();
  });
}

/** A connection by TLS on which anything can be said. */
export async function openRaw(port: number, localAddress = '127.0.0.1'): Promise<TLSSocket> {
  const line = connectPlain({ host: '127.0.0.1', port, localAddress });
  const socket = connect({ socket: line, rejectUnauthorized: false });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  return socket;
}

/** What comes until the connection is closed, or for so long. */
export async function readFor(socket: TLSSocket, ms: number): Promise<string> {
  let text = '';
  socket.on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  const late = setTimeout(() => socket.destroy(), ms);
  if (!socket.destroyed) await once(socket, 'close');
  clearTimeout(late);
  return text;
}

export const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));
