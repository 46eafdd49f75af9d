import { spawn } from 'node:child_process';
import { get } from 'node:http';
import { freePort } from '../../test/devices/free-port.ts';
import { startServer } from '../../test/devices/server.ts';
import { until } from '../../test/devices/wait.ts';

/** What is measured: the servers of a bench. */
export interface Servers {
  readonly urls: readonly string[];
  readonly pids: readonly number[];
  /** Ports of their figures. */
  readonly metricsPorts: readonly number[];
  stop(): Promise<unknown>;
}

/** One server, as `npm start` has it. */
export async function startOne(): Promise<Servers> {
  const metricsPort = await freePort();
  const server = await startServer({ env: { METRICS_PORT: String(metricsPort), LOG_LEVEL: 'error' } });
  const url = server.url.replace('localhost', '127.0.0.1');
  return { urls: [url], pids: [server.pid], metricsPorts: [metricsPort], stop: () => server.stop() };
}

/**
 * Several that share a Redis and a Postgres, as `npm run cluster` has them. Tabs go to the servers themselves: the
 * proxy of trials has less to give than they have.
 */
export async function startCluster(count: number): Promise<Servers> {
  const script = new URL('../../scripts/cluster.mjs', import.meta.url).pathname;
  const env = { ...process.env, PORT: String(await freePort()), LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [script, String(count)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the cluster ended:\n${output}`)));
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes('Ctrl-C')) resolve();
    });
  });
  const line = /: https:\/\/localhost:(\d+), process (\d+), figures on port (\d+)/g;
  const all = [...output.matchAll(line)].map((found) => found.slice(1).map(Number));
  return {
    urls: all.map(([port]) => `https://127.0.0.1:${port}`),
    pids: all.map(([, pid]) => pid ?? 0),
    metricsPorts: all.map(([, , port]) => port ?? 0),
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit').once('exit', resolve);
        child.kill();
      }),
  };
}

/** The embedded database needs its memory before anybody comes. */
export async function waitUntilReady({ metricsPorts }: Servers): Promise<void> {
  const isReady = async (port: number) => /^zipsocket_ready 1$/m.test(await metricsOf(port)) || undefined;
  for (const port of metricsPorts) await until('the server is ready', 60_000, () => isReady(port));
}

/** How late a server's event loop was since somebody asked for this last, ms. The worst of all servers. */
export async function takeLoopLag({
  metricsPorts,
}: Servers): Promise<{ p50: number; p99: number; max: number }> {
  const texts = await Promise.all(metricsPorts.map(metricsOf));
  const worst = (name: string) =>
    Math.max(
      ...texts.map((text) =>
        Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, 'm').exec(text)?.[1]),
      ),
    ) * 1_000;
  return { p50: worst('p50'), p99: worst('p99'), max: worst('max') };
}

function metricsOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/metrics' }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.once('end', () => resolve(text)).once('error', reject);
    }).once('error', reject);
  });
}
