import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ended } from './ended.ts';
import { freePort } from './free-port.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

const CADDYFILE = fileURLToPath(new URL('../../Caddyfile', import.meta.url));

export interface RunningCaddy {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** The port that answers nothing but the redirect. */
  readonly httpPort: number;
  /** All it has said. */
  output(): string;
  stop(): Promise<void>;
}

/** Whether this machine has one. */
export const hasCaddy = (): boolean => spawnSync('caddy', ['version']).status === 0;

/** Ports for it, to be told to servers before it is started. */
export async function caddyPorts(): Promise<{ port: number; httpPort: number }> {
  return { port: await freePort(), httpPort: await freePort() };
}

/** Caddy with the project's own `Caddyfile`, before servers of this machine, with a certificate that is there. */
export async function startCaddy({
  port,
  httpPort,
  upstreams,
  certificate,
}: {
  port: number;
  httpPort: number;
  upstreams: readonly number[];
  certificate: { cert: string; key: string };
}): Promise<RunningCaddy> {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-caddy-'));
  const url = `https://127.0.0.1:${port}`;
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    ...{ PUBLIC_URL: url, CADDY_HTTPS_PORT: String(port), CADDY_HTTP_PORT: String(httpPort) },
    CADDY_TLS: `tls ${certificate.cert} ${certificate.key}`,
    UPSTREAMS: upstreams.map((upstream) => `127.0.0.1:${upstream}`).join(' '),
  };
  const child = spawn('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
    ...{ env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const callOff = cleanUpAfterDeath([child.pid as number], [folder]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended(child);
    callOff();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('Caddy listens', 30_000, () => {
      if (child.exitCode !== null) throw new Error(`caddy: ${output}`);
      return listens(port);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, httpPort, output: () => output, stop };
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
