/**
 * `npm run bench:load [-- --connections 10000 --meetings 1000 --servers 1 --crowds 2 ...]`: so many Socket.IO clients in
 * processes of their own against the built server, or against several (`--servers 3`). Meetings of five by code, a note
 * in each, pairs that listen, and then all lines cut at once. The clients are on the same machine: times are upper
 * bounds. Writes bench/results/load.json and load.md.
 */
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Crowd, startCrowd } from './crowd-process.ts';
import { measure, type Phase, round, usage } from './phases.ts';
import { type Load, timesOf, toMarkdown } from './report.ts';
import { type Servers, startCluster, startOne, waitUntilReady } from './servers.ts';

/** Addresses each crowd has of its own: 127.0.0.10 on, then 127.0.0.20 on. */
const ADDRESSES = 10;
const LISTENERS_FROM = 250;
/** Each is heard again when the recordings that were made in it count no more. */
const ROOMS = 12;

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '10000' },
    meetings: { type: 'string', default: '1000' },
    servers: { type: 'string', default: '1' },
    crowds: { type: 'string', default: '2' },
    'at-once': { type: 'string', default: '20' },
    'back-at-once': { type: 'string', default: '400' },
    seconds: { type: 'string', default: '60' },
    'joins-per-second': { type: 'string', default: '1' },
    seed: { type: 'string', default: '5' },
    'limit-seconds': { type: 'string', default: '120' },
    results: { type: 'string', default: new URL('../results', import.meta.url).pathname },
  },
});
const asked = Object.fromEntries(
  Object.entries(values)
    .filter(([name]) => name !== 'results')
    .map(([name, value]) => [name, Number(value)]),
) as Record<Exclude<keyof typeof values, 'results'>, number>;

const servers = asked.servers === 1 ? await startOne() : await startCluster(asked.servers);
const crowds = Array.from({ length: asked.crowds }, startCrowd);
const listeners = startCrowd();
try {
  ensureRoom(asked.connections);
  await waitUntilReady(servers);
  const load = await play(servers);
  console.table(load.phases);
  console.table(load.times);
  console.table(load.reconnecting);
  await mkdir(values.results, { recursive: true });
  await writeFile(`${values.results}/load.json`, `${JSON.stringify(load, null, 2)}\n`);
  await writeFile(`${values.results}/load.md`, toMarkdown(load));
} finally {
  for (const crowd of [...crowds, listeners]) crowd.end();
  await servers.stop();
}

async function play(against: Servers): Promise<Load> {
  const phases: Phase[] = [];
  const phase = async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const { phase: row, got } = await measure(against, name, act);
    phases.push(row);
    return got;
  };
  const { urls } = against;
  const each = <T>(ask: (crowd: Crowd, index: number) => Promise<T[]>) =>
    Promise.all(crowds.map(ask)).then((answers) => answers.flat());
  const part = (whole: number) => Math.floor(whole / crowds.length);
  const atOnce = Math.max(1, part(asked['at-once']));

  const before = usage(against).memoryMb;
  const opened = await phase('connecting', () =>
    each((crowd, index) => {
      const firstAddress = 10 + index * ADDRESSES;
      return crowd.ask('open', { urls: [...urls], count: part(asked.connections), atOnce, firstAddress });
    }),
  );
  const kbPerConnection = ((usage(against).memoryMb - before) * 1_000) / opened.length;
  const met = await phase('meeting by code', () =>
    each((crowd) => crowd.ask('meet', { meetings: part(asked.meetings), atOnce })),
  );
  const { seconds, seed } = asked;
  const perSecond = asked['joins-per-second'];
  const count = 2 * Math.ceil(perSecond * seconds);
  await listeners.ask('open', { urls: [...urls], count, atOnce: 4, firstAddress: LISTENERS_FROM });
  await listeners.ask('render', { rooms: ROOMS, seed });
  const [laid, listened] = await phase('notes, and joining by sound', () =>
    Promise.all([
      each((crowd) => crowd.ask('lay', { seconds })),
      listeners.ask('listen', { perSecond, seconds }),
    ]),
  );
  await listeners.ask('close', {});
  const cut = await phase('all reconnect at once', () =>
    each((crowd) =>
      crowd.ask('cut', { limitMs: asked['limit-seconds'] * 1_000, atOnce: part(asked['back-at-once']) }),
    ),
  );
  const whole = cut.filter((ms) => ms !== null);
  const lost = cut.length - whole.length;
  return {
    ...{ servers: urls.length, connections: opened.length, meetings: part(asked.meetings) * crowds.length },
    ...{ kbPerConnection: round(kbPerConnection, 1), peakMb: Math.round(usage(against).peakMb), phases },
    times: {
      'connecting, until it has its place': timesOf(opened),
      'a code, until the meeting is on the screen': timesOf(met),
      'a note, until all five screens show it': timesOf(laid),
      'a recording, until it has found its room': timesOf(listened.foundMs),
      'all lines cut, until a tab is whole': timesOf(whole),
    },
    notFound: listened.others,
    reconnecting: {
      ...{ lost, allWholeSeconds: lost > 0 ? null : round(Math.max(...whole) / 1_000, 1) },
      loopLagP99Ms: phases.at(-1)?.loopLagP99Ms ?? Number.NaN,
    },
  };
}

/** A process may have only so many files open; Node asks for as many as it can get. */
function ensureRoom(connections: number): void {
  const limit = /Max open files\s+\d+\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  const needed = connections + 500;
  if (Number(limit) < needed)
    throw new Error(`${needed} open files are needed, ${limit} allowed: raise ulimit -Hn`);
}
