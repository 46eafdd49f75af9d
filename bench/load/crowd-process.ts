import { type ChildProcess, fork } from 'node:child_process';
import type { RequestName, Requests } from './messages.ts';

/** A process that plays many tabs. */
export interface Crowd {
  readonly pid: number;
  ask<N extends RequestName>(name: N, ask: Requests[N]['ask']): Promise<Requests[N]['answer']>;
  end(): void;
}

/** Starts a crowd; it does one thing after the other. */
export function startCrowd(): Crowd {
  const script = new URL('./crowd.ts', import.meta.url).pathname;
  const child: ChildProcess = fork(script, { execArgv: ['--import', 'tsx', '--max-old-space-size=6000'] });
  return {
    pid: child.pid ?? 0,
    ask: (name, ask) =>
      new Promise((resolve, reject) => {
        const ended = () => reject(new Error(`the crowd ended while it was asked to ${name}`));
        child.once('exit', ended);
        child.once('message', ({ answer, error }: { answer: never; error?: string }) => {
          child.off('exit', ended);
          if (error === undefined) resolve(answer);
          else reject(new Error(`${name}: ${error}`));
        });
        child.send({ name, ask });
      }),
    end: () => void child.kill('SIGKILL'),
  };
}
