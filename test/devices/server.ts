import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wipingEnvironment } from '../../src/server/wiped-memory.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

export interface RunningServer {
  /** `https://localhost:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it has written to stdout and stderr. */
  output(): string;
  /** Ends it (SIGTERM without `signal`) and waits; gives its exit code, null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** True when the server answers `GET /healthz` with 200. */
const healthy = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const ask = request(
      { host: '127.0.0.1', port, path: '/healthz', rejectUnauthorized: false, timeout: 2_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    ask.on('timeout', () => ask.destroy());
    ask.on('error', () => resolve(false));
    ask.end();
  });

/**
 * Starts the built server on a free port with a data folder of its own and waits until it answers.
 * `env` comes on top; with `DATA_DIR` in it the folder is the caller's to remove.
 */
export async function startServer({
  env = {},
  root = ROOT,
  cwd = root,
  wiping = true,
}: {
  env?: Record<string, string>;
  /** Where `dist` and `node_modules` are. */
  root?: string;
  cwd?: string;
  /** Whether freed memory is overwritten, see `wipingEnvironment`. */
  wiping?: boolean;
} = {}): Promise<RunningServer> {
  const folder = env.DATA_DIR ? undefined : mkdtempSync(join(tmpdir(), 'zipsocket-data-'));
  const variables = { ...process.env, PORT: '0', DATA_DIR: folder ?? env.DATA_DIR, ...env };
  const child = spawn(process.execPath, [join(root, 'dist/server/main.js')], {
    cwd,
    // As the server would start itself again; here its process id is wanted.
    env: wiping ? wipingEnvironment(variables) : variables,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const callOff = cleanUpAfterDeath([child.pid!], folder ? [folder] : []);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const over = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (!over()) {
      const end = once(child, 'exit');
      child.kill(signal);
      await end;
    }
    callOff();
    if (folder) rmSync(folder, { recursive: true, force: true });
    return child.exitCode;
  };
  try {
    const port = await until('the server answers', 30_000, async () => {
      if (over()) throw new Error(`The server ended with ${child.exitCode ?? child.signalCode}:\n${output}`);
      const printed = /https:\/\/localhost:(\d+)/.exec(output)?.[1];
      return printed && (await healthy(Number(printed))) ? Number(printed) : undefined;
    });
    return { url: `https://localhost:${port}`, port, pid: child.pid!, output: () => output, stop };
  } catch (error) {
    await stop('SIGKILL');
    throw error;
  }
}
