import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wipingEnvironment } from '../../src/server/wiped-memory.ts';
import { cleanUpAfterDeath } from './undertaker.ts';

export interface ClockedServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Time passes at once for the server alone; deadlines are looked at within a quarter of a second after. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** The built server in a process of its own, whose clock is an argument: it can be moved on. */
export async function startClockedServer(): Promise<ClockedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-clocked-'));
  const script = fileURLToPath(new URL('clocked-server-process.ts', import.meta.url));
  const child = fork(script, [], {
    execArgv: ['--import', 'tsx'],
    env: wipingEnvironment({ ...process.env, PORT: '0', DATA_DIR: folder }),
  });
  const callOff = cleanUpAfterDeath([child.pid!], [folder]);
  const over = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`The server ended with ${code ?? signal}`);
  });
  over.catch(() => {}); // it may end when nobody waits for an answer
  const answer = () => Promise.race([once(child, 'message'), over]);
  const [port] = (await answer()) as [number];
  return {
    url: `https://localhost:${port}`,
    port,
    pid: child.pid!,
    async pass(ms) {
      const done = answer();
      child.send(ms);
      await done;
    },
    async stop() {
      child.kill('SIGKILL');
      await over.catch(() => {});
      callOff();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
