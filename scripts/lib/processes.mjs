import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { ROOT } from './root.mjs';

/** How long a process has to end by itself, ms: longer than a server takes to send its people on. */
const END_MS = 30_000;
/** Everything that was started, and the signal each ends by itself at. */
const running = [];
let isEnding = false;

/** A port nobody listens on just now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Whether a port can be listened on. */
export function isFree(port) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/**
 * Starts a program and waits until it says that it is ready.
 *
 * @returns {Promise<{ name: string, pid: number, ended: Promise<string | number> }>} rejects with its output when it
 * ends before
 */
function start(name, [program, ...args], { ready, endsAt, ...options }) {
  return new Promise((resolve, reject) => {
    if (isEnding) return reject(new Error(`${name} is not started any more`));
    // A group of its own: Ctrl-C comes here alone, and each is ended in its turn.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
    running.push({ child, endsAt });
    const ended = new Promise((gone) => child.once('exit', (code, signal) => gone(signal ?? code)));
    let output = '';
    const hear = (part) => {
      if (output.length < 10_000) output += part;
      if (ready.test(output)) resolve({ name, pid: child.pid, ended });
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', (error) => reject(notStarted(name, error)));
    child.once('exit', () => reject(new Error(`${name} ended:\n${output}`)));
  });
}

function notStarted(name, error) {
  const missing = `${name} is not installed. On Debian and Ubuntu: sudo apt-get install redis-server postgresql`;
  return new Error(error.code === 'ENOENT' ? missing : `${name}: ${error.message}`);
}

/** A Redis that writes nothing, as often as it is started. @returns its address, and what starts it */
export async function redisIn(folder) {
  const port = await freePort();
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const options = { ready: /Ready to accept connections/, endsAt: 'SIGINT' };
  return {
    url: `redis://127.0.0.1:${port}`,
    start: () => start('redis-server', ['redis-server', ...settings], options),
  };
}

/** A Postgres with an empty database in the folder. @returns its address, and what starts it */
export async function postgresIn(folder) {
  const data = path.join(folder, 'postgres');
  mkdirSync(data);
  // It refuses to run as root; Debian's package brings a user, who has to get there.
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (as.uid !== undefined) {
    chmodSync(folder, 0o711);
    chownSync(data, as.uid, as.gid);
  }
  const made = spawnSync(
    postgresProgram('initdb'),
    ['-D', data, '-A', 'trust', '-U', 'zipsocket', '--no-sync'],
    {
      ...{ encoding: 'utf8', cwd: data, ...as },
    },
  );
  if (made.error) throw notStarted('postgres', made.error);
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const settings = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', data];
  const options = { ready: /ready to accept connections/, endsAt: 'SIGINT', cwd: data, ...as };
  return {
    url: `postgres://zipsocket@127.0.0.1:${port}/postgres`,
    start: () => start('postgres', [postgresProgram('postgres'), ...settings], options),
  };
}

const idOf = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);

/** Debian keeps the programs of each version off the PATH. */
function postgresProgram(name) {
  const all = '/usr/lib/postgresql';
  const newest = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a))[0] : undefined;
  return newest === undefined ? name : path.join(all, newest, 'bin', name);
}

/** Starts one of the servers. */
export function startServerProcess(name, variables) {
  const command = [process.execPath, path.join(ROOT, 'dist/server/main.js')];
  const env = { ...process.env, ...variables };
  return start(name, command, { ready: /ZipSocket is ready/, endsAt: 'SIGTERM', env });
}

/** Ends all, the servers before what they need, and waits. */
export async function endAll() {
  isEnding = true;
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const these = running.filter(({ endsAt }) => endsAt === signal);
    await Promise.all(these.map(({ child }) => endProcess(child, signal)));
  }
}

async function endProcess(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
  clearTimeout(late);
}
