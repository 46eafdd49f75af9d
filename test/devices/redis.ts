import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended } from './ended.ts';
import { freePort } from './free-port.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

export interface RunningRedis {
  /** For `REDIS_URL`. */
  readonly url: string;
  readonly pid: number;
  /** It answers no more, until `resume`. */
  pause(): void;
  resume(): void;
  /** Dies and is there again, empty, at the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A Redis of its own that keeps nothing on a disk, as the product asks for.
 *
 * @param options.env comes on top of this process's
 */
export async function startRedis({ env = {} }: { env?: Record<string, string> } = {}): Promise<RunningRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const start = async () => {
    const child = spawn('redis-server', [...settings, '--dir', folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    });
    const callOff = cleanUpAfterDeath([child.pid as number], [folder]);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await until('Redis answers', 30_000, async () => {
      if (child.exitCode !== null) throw new Error(`redis-server: ${output}`);
      return output.includes('Ready to accept connections') || undefined;
    });
    return { child, callOff };
  };
  let running = await start();
  const end = async () => {
    const { child, callOff } = running;
    callOff();
    child.kill('SIGKILL');
    await ended(child);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running.child.pid as number;
    },
    pause: () => void running.child.kill('SIGSTOP'),
    resume: () => void running.child.kill('SIGCONT'),
    async restart() {
      await end();
      running = await start();
    },
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
