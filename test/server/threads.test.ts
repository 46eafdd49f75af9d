import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as passing } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until as eventually } from '../devices/wait.ts';
import { talkInTwoRooms } from './short-talk.ts';
import { listen, newId, openTab, play, startRecording, type Tab, until } from './tab.ts';

/*
 * A real server with two feature threads and the matching thread, some of which die.
 */
const folder = mkdtempSync(join(tmpdir(), 'zipsocket-threads-'));
const control = join(folder, 'control');
const preload = fileURLToPath(new URL('support/thread-control.mjs', import.meta.url));
let server: RunningServer;
let sound: Record<'phone' | 'laptop' | 'elsewhere', Int16Array>;
/** Two tabs in a meeting which no thread's death may disturb. */
let ada: Tab;
let bob: Tab;
const tabs: Tab[] = [];

type Thread = 'matching' | 'features 1' | 'features 2';

async function order(verb: 'terminate' | 'upset' | 'number', thread: Thread): Promise<string> {
  const socket = connect(control);
  socket.write(`${verb} ${thread}\n`);
  return (await text(socket)).trim();
}
/** Waits until a thread that died is replaced; gives the new one's number. */
const back = (thread: Thread, before: string) =>
  eventually(`${thread} is back`, 5_000, async () => {
    const number = await order('number', thread);
    return number !== 'down' && number !== before ? number : undefined;
  });

async function open(count: number): Promise<Tab[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => openTab(server.url)));
  tabs.push(...opened);
  return opened;
}
/** Starts recordings one after the other: they go to the feature threads in turn. */
async function startInTurn(recording: readonly Tab[]) {
  const started = [];
  for (const tab of recording) started.push(await startRecording(tab));
  return started;
}
async function undisturbed(): Promise<void> {
  const itemId = newId();
  expect(await ada.lay({ kind: 'note', text: itemId }, itemId)).toMatchObject({ ok: true });
  await until('the item', () => bob.view?.items.some((item) => item.id === itemId), 1_000);
  expect(bob.view?.participants.map(({ name }) => name ?? 'nobody').sort()).toEqual(['Ada', 'nobody']);
  expect([ada.welcomes, bob.welcomes]).toEqual([2, 2]); // when they connected, and when they met
}
async function findEachOther(): Promise<void> {
  const [phone, laptop] = await open(2);
  const results = await Promise.all([listen(phone!, sound.phone), listen(laptop!, sound.laptop)]);
  expect(results).toMatchObject([
    { outcome: 'found', others: 1 },
    { outcome: 'found', others: 1 },
  ]);
}

beforeAll(async () => {
  server = await startServer({
    env: {
      FEATURE_THREADS: '2',
      THREAD_CONTROL: control,
      NODE_OPTIONS: `--import ${new URL(`file://${preload}`).href}`,
    },
  });
  sound = await talkInTwoRooms();
  ada = await openTab(server.url, { name: 'Ada' });
  bob = await openTab(server.url);
  // From different feature threads, since the second starts where fewer are.
  const results = await Promise.all([listen(ada, sound.phone), listen(bob, sound.laptop)]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['found', 'found']);
});
afterAll(async () => {
  for (const tab of [ada, bob, ...tabs]) tab?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['ended from outside', 'terminate'],
  ['ended by an exception', 'upset'],
] as const)('A4: a feature thread %s takes its own recordings along and nothing else', async (_, verb) => {
  const before = await order('number', 'features 1');
  const others = [await order('number', 'features 2'), await order('number', 'matching')];
  const [a, b, c, d] = await open(4);
  const recordings = await startInTurn([a!, b!, c!, d!]);
  const sounds = [sound.elsewhere, sound.phone, sound.elsewhere, sound.laptop];
  const results = [a!, b!, c!, d!].map((tab, i) => play(tab, recordings[i]!, sounds[i]!));
  await passing(400);
  await order(verb, 'features 1');
  expect(await Promise.all(results)).toMatchObject([
    { outcome: 'failed', error: 'internal' },
    { outcome: 'found', others: 1 },
    { outcome: 'failed', error: 'internal' },
    { outcome: 'found', others: 1 },
  ]);
  expect(b!.view?.id).toBe(d!.view?.id);
  await undisturbed();
  await back('features 1', before);
  expect([await order('number', 'features 2'), await order('number', 'matching')]).toEqual(others);
  await findEachOther();
});

test('A4: while a feature thread is down the others take the new recordings', async () => {
  const before = await order('number', 'features 2');
  await order('terminate', 'features 2');
  const [phone, laptop] = await open(2);
  const recordings = await startInTurn([phone!, laptop!]);
  expect(await order('number', 'features 2')).toBe('down');
  const results = [play(phone!, recordings[0]!, sound.phone), play(laptop!, recordings[1]!, sound.laptop)];
  expect(await Promise.all(results)).toMatchObject([{ outcome: 'found' }, { outcome: 'found' }]);
  await back('features 2', before);
});

test.each([
  ['ended from outside', 'terminate'],
  ['ended by an exception', 'upset'],
] as const)('A4: the matching thread %s ends all recordings and no meeting', async (_, verb) => {
  const before = await order('number', 'matching');
  const others = [await order('number', 'features 1'), await order('number', 'features 2')];
  const [a, b, late] = await open(3);
  const recordings = await startInTurn([a!, b!]);
  const results = [play(a!, recordings[0]!, sound.phone), play(b!, recordings[1]!, sound.laptop)];
  await passing(400);
  await order(verb, 'matching');
  await eventually('the thread is down', 400, async () => (await order('number', 'matching')) === 'down');
  // Refused at once rather than heard by nobody.
  await expect(startRecording(late!)).rejects.toThrow('recording refused: internal');
  expect(await Promise.all(results)).toMatchObject(Array(2).fill({ outcome: 'failed', error: 'internal' }));
  await undisturbed();
  await back('matching', before);
  expect([await order('number', 'features 1'), await order('number', 'features 2')]).toEqual(others);
  await findEachOther();
});

test('A6: what threads died of is in the log, and nothing of the sound', () => {
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  const deaths = lines.filter(({ code }) => code === 'matching-thread');
  expect(deaths).toHaveLength(5);
  expect(deaths.map(({ err }) => err.type).sort()).toEqual([
    'Error',
    'Error',
    'Error',
    'TypeError',
    'TypeError',
  ]);
  for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(2_000);
});
