/**
 * What content costs: an item to 20 screens, a file of 25 MB to 20 people, a removal until its receipt is whole, and
 * 1,000 meetings of five with an item a minute. The same machine plays the pages, so times are upper bounds. The
 * baseline of the file is the same bytes by a bare HTTPS server in the same run. Writes bench/results/content.json.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issueAuthority } from '../../src/server/tls/issue.ts';
import { startServer } from '../../test/devices/server.ts';
import { meetByCode, openTab, readBytes, type Tab, until } from '../../test/server/tab.ts';
import { usageOf } from '../live/process-usage.ts';

const PEOPLE = 20;
const ROUNDS = 60;
const FILE_BYTES = 25 * 1024 * 1024;
const MEETINGS = Number(process.env.BENCH_MEETINGS ?? 1_000);
const PEOPLE_A_MEETING = 5;
const MINUTES = Number(process.env.BENCH_MINUTES ?? 1);

const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
const share = (values: number[], part: number) =>
  Math.round(sorted(values)[Math.min(values.length - 1, Math.ceil(part * values.length) - 1)] ?? Number.NaN);
const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The most memory a process has had, MB (10^6 bytes). */
const peakMb = (pid: number) =>
  (Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024) / 1e6;

async function itemToScreens(url: string) {
  const tabs = await Promise.all(Array.from({ length: PEOPLE }, () => openTab(url)));
  const [ada, ...others] = tabs as [Tab, ...Tab[]];
  for (let i = 0; i < others.length; i += 5) {
    const { code } = await ada.call('invite');
    await Promise.all(others.slice(i, i + 5).map((tab) => tab.call('enter-code', { code })));
  }
  await until('all are in', () => tabs.every((tab) => tab.view?.participants.length === PEOPLE), 10_000);
  const shown: number[] = [];
  const receipts: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const laidAt = performance.now();
    const { itemId } = await ada.lay({ kind: 'url', text: `https://example.org/${round}` });
    const has = (tab: Tab) => tab.view?.items.some(({ id }) => id === itemId) === true;
    while (!tabs.every(has)) await passing(1);
    shown.push(performance.now() - laidAt);
    const removedAt = performance.now();
    await ada.call('item-remove', { itemId });
    while (!ada.receipts.some((receipt) => receipt.itemId === itemId && receipt.done)) await passing(1);
    receipts.push(performance.now() - removedAt);
    await passing(100);
  }
  return { tabs, shown, receipts };
}

async function fileToScreens(url: string, pid: number, tabs: readonly Tab[]) {
  const [ada] = tabs as [Tab];
  const before = usageOf(pid).memoryMb;
  const began = performance.now();
  const { itemId, error } = await ada.layFile('large', randomBytes(FILE_BYTES));
  if (error !== null) throw new Error(error);
  const has = (tab: Tab) => tab.view?.items.some(({ id }) => id === itemId) === true;
  await until('all see it', () => tabs.every(has), 20_000);
  const laid = performance.now();
  const sources = tabs.map((tab) => tab.view?.items.find(({ id }) => id === itemId)?.source as string);
  const sizes = await Promise.all(sources.map(async (source) => (await readBytes(url, source)).body.length));
  if (sizes.some((size) => size !== FILE_BYTES)) throw new Error('somebody did not get all of it');
  const read = performance.now();
  return { uploadMs: laid - began, readMs: read - laid, peakMbAbove: peakMb(pid) - before };
}

/** The same bytes to as many, by a server that does nothing else. */
async function bareFile(): Promise<number> {
  const { cert, key } = await issueAuthority('bench', ['localhost'], Date.now());
  const body = randomBytes(FILE_BYTES);
  const bare = createServer({ cert, key }, (_request, response) => response.end(body));
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(bare.address() as AddressInfo).port}`;
  const began = performance.now();
  await Promise.all(Array.from({ length: PEOPLE }, () => readBytes(url, '/')));
  const took = performance.now() - began;
  bare.close();
  return took;
}

async function manyMeetings(url: string, pid: number) {
  const before = usageOf(pid);
  const meetings: Tab[][] = [];
  // One address has so many connections and no more.
  const numeric = url.replace('localhost', '127.0.0.1');
  for (let i = 0; i < MEETINGS; i += 1) {
    const from = `127.0.0.${2 + (i % 10)}`;
    const tabs = await Promise.all(
      Array.from({ length: PEOPLE_A_MEETING }, () => openTab(numeric, { from })),
    );
    await meetByCode(...(tabs as [Tab, ...Tab[]]));
    meetings.push(tabs);
    if (i % 100 === 99) process.stdout.write(`${i + 1} meetings\n`);
  }
  const open = usageOf(pid);
  const began = performance.now();
  for (let minute = 0; minute < MINUTES; minute += 1) {
    for (let i = 0; i < MEETINGS; i += 1) {
      const due = began + (minute + i / MEETINGS) * 60_000;
      await passing(Math.max(0, due - performance.now()));
      void meetings[i]?.[0]?.lay({ kind: 'note', text: `minute ${minute}` });
    }
  }
  await passing(1_000);
  const after = usageOf(pid);
  const seconds = (performance.now() - began) / 1_000;
  for (const tabs of meetings) for (const tab of tabs) tab.close();
  return {
    meetings: MEETINGS,
    cpuShare: Number(((after.cpuSeconds - open.cpuSeconds) / seconds).toFixed(3)),
    memoryMb: Math.round(after.memoryMb),
    kbPerTab: Math.round(((open.memoryMb - before.memoryMb) * 1_000) / (MEETINGS * PEOPLE_A_MEETING)),
  };
}

const server = await startServer();
try {
  const { tabs, shown, receipts } = await itemToScreens(server.url);
  const file = await fileToScreens(server.url, server.pid, tabs);
  const bareMs = await bareFile();
  for (const tab of tabs) tab.close();
  const rows = {
    'item to 20 screens, p50 ms': share(shown, 0.5),
    'item to 20 screens, p95 ms': share(shown, 0.95),
    'removal to whole receipt, 20 screens, p50 ms': share(receipts, 0.5),
    'removal to whole receipt, 20 screens, p95 ms': share(receipts, 0.95),
    '25 MB up, until all see it, ms': Math.round(file.uploadMs),
    '25 MB to 20 people, ms': Math.round(file.readMs),
    '25 MB to 20 people, against a bare HTTPS server': Number((file.readMs / bareMs).toFixed(2)),
    'most memory meanwhile, times the file': Number(((file.peakMbAbove * 1e6) / FILE_BYTES).toFixed(2)),
  };
  console.table(rows);
  const many = await manyMeetings(server.url, server.pid);
  console.table(many);
  const out = new URL('../results/content.json', import.meta.url);
  await mkdir(new URL('.', out), { recursive: true });
  await writeFile(out, `${JSON.stringify({ rows, many }, null, 2)}\n`);
} finally {
  await server.stop();
}
