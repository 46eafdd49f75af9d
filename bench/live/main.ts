import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { startServer } from '../../test/devices/server.ts';
import { talkInTwoRooms } from '../../test/server/short-talk.ts';
import { chunkOf, openTab, type Tab } from '../../test/server/tab.ts';
import { usageOf } from './process-usage.ts';

/**
 * What a recording costs the server: tabs without a browser stream different sounds at the same time, so that all
 * pairs are compared and none is found, to the real server and to a bare Socket.IO server in the same run.
 */
const SECONDS = 9;
/** The most first: what memory a process has once taken it keeps, and the next would seem to need none. */
const COUNTS = [50, 25, 10];

interface Row {
  recordings: number;
  cpuMsPerRecordingSecond: number;
  bareCpuMsPerRecordingSecond: number;
  ratio: number;
  /** Share of the chunks that the server was too late for. */
  refused: number;
  memoryKbPerRecording: number | null;
}

/** Each tab's own sound: the same talk from another place, so that no two are alike. */
function soundOf(talk: Int16Array, index: number): Int16Array {
  const shift = (index * 7_919 * 16) % talk.length;
  return Int16Array.from(talk, (_, i) => talk[(i + shift) % talk.length]!);
}

/** @returns how many chunks were refused */
async function stream(tab: Tab, sound: Int16Array): Promise<number> {
  const { serverTime } = await tab.call('clock');
  const origin = performance.now();
  const startedAt = serverTime as number;
  const { recordingId } = await tab.call('recording-start', { startedAt });
  let refused = 0;
  for (let sequence = 0; sequence < (SECONDS * 1_000) / AUDIO.chunkMs; sequence += 1) {
    const due = origin + (sequence + 1) * AUDIO.chunkMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const capturedAt = startedAt + sequence * AUDIO.chunkMs;
    const { ok } = await tab.call('recording-chunk', {
      recordingId,
      sequence,
      capturedAt,
      samples: chunkOf(sound, sequence),
    });
    if (!ok) refused += 1;
  }
  await tab.call('recording-end', { recordingId });
  return refused;
}

/** CPU ms per second of recording, and the memory in use at the end of the recordings over that before, kB each. */
async function load(url: string, pid: number, count: number, talk: Int16Array) {
  // One address may not have all recordings of a server.
  const from = (index: number) => `127.0.0.${2 + (index % 5)}`;
  const numeric = url.replace('localhost', '127.0.0.1');
  const opening = Array.from({ length: count }, (_, index) => openTab(numeric, { from: from(index) }));
  const tabs = await Promise.all(opening);
  const before = usageOf(pid);
  const refusals = await Promise.all(tabs.map((tab, index) => stream(tab, soundOf(talk, index))));
  const refused = refusals.reduce((sum, each) => sum + each, 0);
  const after = usageOf(pid);
  for (const tab of tabs) tab.close();
  return {
    cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1_000) / (count * SECONDS),
    memoryKb: ((after.memoryMb - before.memoryMb) * 1_000) / count,
    refused: refused / (count * SECONDS * (1_000 / AUDIO.chunkMs)),
  };
}

async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  const script = new URL('./bare-server.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the baseline server ended')));
    child.stdout?.on('data', (data) => {
      const found = /port (\d+)/.exec(String(data));
      if (found?.[1]) resolve(found[1]);
    });
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

const talk = (await talkInTwoRooms()).elsewhere;
const server = await startServer({});
const bare = await startBare();
const rows: Row[] = [];
try {
  await load(server.url, server.pid, 5, talk); // warm up
  for (const recordings of COUNTS) {
    const real = await load(server.url, server.pid, recordings, talk);
    const base = await load(bare.url, bare.child.pid ?? 0, recordings, talk);
    rows.push({
      recordings,
      cpuMsPerRecordingSecond: Number(real.cpuMs.toFixed(2)),
      bareCpuMsPerRecordingSecond: Number(base.cpuMs.toFixed(2)),
      ratio: Number((real.cpuMs / base.cpuMs).toFixed(1)),
      refused: Number(real.refused.toFixed(3)),
      memoryKbPerRecording: rows.length === 0 ? Math.round(real.memoryKb) : null,
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
} finally {
  bare.child.kill();
  await server.stop();
}
console.table(rows);
const file = new URL('../results/live.json', import.meta.url);
await mkdir(new URL('.', file), { recursive: true });
await writeFile(file, `${JSON.stringify({ secondsPerRecording: SECONDS, rows }, null, 2)}\n`);
