import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { cleanUpAfterDeath } from './undertaker.ts';
import { until } from './wait.ts';

export interface RunningPostgres {
  /** For `DATABASE_URL`. */
  readonly url: string;
  /** The folder with all that it keeps. */
  readonly data: string;
  /** It answers no more, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Where Debian puts the programs of the newest version there is; elsewhere they are on the PATH. */
function folderOfPrograms(): string {
  const all = '/usr/lib/postgresql';
  if (!existsSync(all)) return '';
  const newest = readdirSync(all).sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? '' : join(all, newest, 'bin');
}

/**
 * A Postgres of its own, with an empty database, in a folder for temporary files.
 *
 * @param disk where that folder is to be
 */
export async function startPostgres(disk = tmpdir()): Promise<RunningPostgres> {
  const folder = mkdtempSync(join(disk, 'zipsocket-postgres-'));
  // It refuses to run as root; Debian's package brings a user.
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const as = isRoot ? { uid: id('-u'), gid: id('-g') } : {};
  if (isRoot) chownSync(folder, as.uid as number, as.gid as number);
  if (isRoot && disk !== tmpdir()) chmodSync(disk, 0o711);
  const program = (name: string) => join(folderOfPrograms(), name);
  const data = join(folder, 'data');
  const made = spawnSync(program('initdb'), ['-D', data, '-A', 'trust', '-U', 'zipsocket', '--no-sync'], {
    ...{ encoding: 'utf8', cwd: folder },
    ...as,
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ['-F', '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder];
  // W11: as docs/configuration.md says.
  settings.push('-c', 'wal_recycle=off');
  const child = spawn(program('postgres'), ['-D', data, ...settings], { ...as, cwd: folder, stdio: 'pipe' });
  const callOff = cleanUpAfterDeath([child.pid!], [folder]);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await until('the database answers', 30_000, async () => {
    if (child.exitCode !== null) throw new Error(`postgres: ${output}`);
    return /ready to accept connections/.test(output) || undefined;
  });
  /** Each connection has a process of its own, which goes on when the first one stands still. */
  const signalAll = (signal: NodeJS.Signals) => {
    child.kill(signal);
    const processes = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
    for (const id of processes.filter(Boolean)) {
      try {
        process.kill(Number(id), signal);
      } catch (error) {
        // It ended between the list and the signal.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  };
  return {
    data,
    url: `postgres://zipsocket@127.0.0.1:${port}/postgres`,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        signalAll('SIGCONT');
        child.kill('SIGINT');
        await ended;
      }
      callOff();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
