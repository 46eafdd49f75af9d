/**
 * What the website costs: the home page's bytes and how soon it is painted, requests per second beside a bare Fastify
 * route in the same run, and how soon a server with a database can join people. Writes bench/results/site.json.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Device, launchDevice } from '../../test/devices/device.ts';
import { type RunningServer, startServer } from '../../test/devices/server.ts';
import { openTab, readBytes, startRecording } from '../../test/server/tab.ts';
import { type Load, load } from './load.ts';

const PAINTS = 5;
const STARTS = 5;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const CONNECTIONS = 20;
/** Rounds of each load, in turn: the middle one counts. */
const ROUNDS = 3;

const middle = <T>(values: T[], of: (value: T) => number): T =>
  [...values].sort((a, b) => of(a) - of(b))[Math.floor(values.length / 2)]!;
const kb = (bytes: number) => Number((bytes / 1_000).toFixed(1));

/** Opens the home page in a browser without a cache, until it is connected; gives bytes by kind and the paint. */
async function openHome(device: Device, url: string) {
  const context = await device.browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const bodies: Promise<readonly [kind: string, bytes: number]>[] = [];
  page.on('requestfinished', (request) => {
    const bytes = request.sizes().then(({ responseBodySize }) => responseBodySize);
    bodies.push(bytes.then((size) => [request.resourceType(), size] as const));
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('body[data-connection="online"]').waitFor();
  await page.waitForTimeout(1_000);
  const paintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? -1)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  const sizes = await Promise.all(bodies);
  await context.close();
  const sum = (...kinds: string[]) =>
    sizes.reduce((all, [kind, bytes]) => all + (kinds.includes(kind) ? bytes : 0), 0);
  return {
    ...{ paintMs, html: sum('document'), css: sum('stylesheet'), script: sum('script') },
    all: sizes.reduce((all, [, bytes]) => all + bytes, 0),
  };
}

async function startBare(): Promise<{ port: number; child: ChildProcess }> {
  const script = new URL('./bare-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the baseline server ended')));
    child.stdout?.on('data', (data) => {
      const found = /port (\d+)/.exec(String(data))?.[1];
      if (found) resolve(Number(found));
    });
  });
  return { port, child };
}

async function loads(server: RunningServer) {
  const bare = await startBare();
  const pid = bare.child.pid ?? 0;
  const shape = { connections: CONNECTIONS, seconds: SECONDS };
  const rows = [];
  try {
    for (const target of ['/', '/count.gif?p=/']) {
      const ask = { ...shape, path: target };
      const { bytes } = await load({ ...ask, port: server.port, pid: server.pid, seconds: 2 }); // warm up
      const same = { ...shape, path: `/${bytes}`, port: bare.port, pid };
      await load({ ...same, seconds: 2 });
      const own: Load[] = [];
      const base: Load[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        own.push(await load({ ...ask, port: server.port, pid: server.pid }));
        base.push(await load(same));
      }
      const ours = middle(own, ({ requestsPerSecond }) => requestsPerSecond);
      const theirs = middle(base, ({ requestsPerSecond }) => requestsPerSecond);
      rows.push({
        ...{ path: target.split('?')[0], bytes },
        requestsPerSecond: ours.requestsPerSecond,
        bareRequestsPerSecond: theirs.requestsPerSecond,
        share: Number((ours.requestsPerSecond / theirs.requestsPerSecond).toFixed(2)),
        cpuMsPerRequest: ours.cpuMsPerRequest,
        bareCpuMsPerRequest: theirs.cpuMsPerRequest,
      });
    }
  } finally {
    bare.child.kill();
  }
  return rows;
}

/** ms from the start of the process until a tab may record, and until the database answers. */
async function start(folder: string) {
  const began = performance.now();
  const server = await startServer({ env: { DATA_DIR: folder } });
  const tab = await openTab(server.url);
  await startRecording(tab);
  const joiningMs = performance.now() - began;
  while ((await readBytes(server.url, '/statistics.json')).status !== 200)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const databaseMs = performance.now() - began;
  tab.close();
  await server.stop();
  return { joiningMs: Math.round(joiningMs), databaseMs: Math.round(databaseMs) };
}

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-bench-'));
let device: Device | undefined;
try {
  const first = await start(folder);
  const again = [];
  for (let i = 0; i < STARTS; i += 1) again.push(await start(folder));
  const startUp = {
    'first start, until joining works, ms': first.joiningMs,
    'first start, until the database answers, ms': first.databaseMs,
    'with a database, until joining works, ms': middle(again, (each) => each.joiningMs).joiningMs,
    'with a database, until it answers, ms': middle(again, (each) => each.databaseMs).databaseMs,
  };
  console.table(startUp);

  const server = await startServer({ env: { DATA_DIR: folder } });
  try {
    device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
    await openHome(device, server.url); // warm up
    const opened = [];
    for (let i = 0; i < PAINTS; i += 1) opened.push(await openHome(device, server.url));
    const home = middle(opened, ({ paintMs }) => paintMs);
    const page = {
      'HTML, kB': kb(home.html),
      'styles, kB': kb(home.css),
      'scripts, kB': kb(home.script),
      'these together, kB': kb(home.html + home.css + home.script),
      'with icons and the rest, kB': kb(home.all),
      'largest contentful paint, ms': Math.round(home.paintMs),
    };
    console.table(page);
    await device.close();
    const requests = await loads(server);
    console.table(requests);
    const out = new URL('../results/site.json', import.meta.url);
    await mkdir(new URL('.', out), { recursive: true });
    const shape = { paints: PAINTS, starts: STARTS, connections: CONNECTIONS, seconds: SECONDS };
    await writeFile(out, `${JSON.stringify({ ...shape, page, requests, startUp }, null, 2)}\n`);
  } finally {
    await server.stop();
  }
} finally {
  await device?.close().catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
