import { randomBytes } from 'node:crypto';
import { request } from 'node:https';
import { setTimeout as passing } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { importItemKey } from '../../src/web/meeting/sealed-line.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { type AlteredBuild, alterBuild } from './support/altered-build.ts';
import { canaryTail, speakCanary } from './support/canary.ts';
import { countInMemory } from './support/process-memory.ts';
import { meetByCode, newId, openTab, readBytes, sayBye, serverTime, type Tab, until } from './tab.ts';

/*
 * What of content and sound stands in the memory of a whole server, sockets and all. Pages seal what they send, so
 * plain text is never there; what is looked for is the key, and the sealed bytes of files.
 */
let server: RunningServer;
let build: AlteredBuild | null = null;
const tabs: Tab[] = [];

async function open(): Promise<Tab> {
  const tab = await openTab(server.url);
  tabs.push(tab);
  return tab;
}
const found = (bytes: Uint8Array) => countInMemory(server.pid, Buffer.from(bytes));
/** Bytes that nothing else in any memory resembles. */
const canary = (length: number) => new Uint8Array(randomBytes(length));
/** A secret again and again: no piece of it can be anywhere without being found. */
const tiled = (secret: Uint8Array, length: number) =>
  new Uint8Array(length).map((_, i) => secret[i % secret.length] as number);
/** What a scan finds of a secret: a piece from its middle. */
const piece = (bytes: Uint8Array) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 64);

afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.close();
  await server.stop('SIGKILL');
  build?.remove();
  build = null;
});

/** A note and a file of 300 kB with known keys, on a table of two. */
async function laidDown() {
  const [ada, bob] = [await open(), await open()];
  await meetByCode(ada, bob);
  const key = await importItemKey(canary(32));
  const text = `canary ${randomBytes(24).toString('hex')}`;
  const noteId = newId();
  expect(await ada.call('item-add', await ada.sealed(noteId, { kind: 'note', text }, key))).toMatchObject({
    ok: true,
  });
  const fileKey = await importItemKey(canary(32));
  const plain = tiled(canary(64), 300_032);
  const laid = await ada.layFile('canary.bin', plain, { key: fileKey });
  expect(laid.error).toBeNull();
  await until('both are on the other screen', () => bob.view?.items.length === 2);
  const source = bob.view?.items.find(({ id }) => id === laid.itemId)?.source as string;
  return { ada, bob, key, text, noteId, fileKey, plain, sealed: laid.sealed, fileId: laid.itemId, source };
}
type LaidDown = Awaited<ReturnType<typeof laidDown>>;

/** Copies of the keys, of the sealed file, and of anything plain. */
const scan = ({ key, fileKey, sealed, text, plain }: LaidDown) => ({
  keys: [found(key.bytes), found(fileKey.bytes)],
  sealed: found(piece(sealed)),
  plain: found(Buffer.from(text)) + found(Buffer.from(text, 'utf16le')) + found(plain.subarray(0, 64)),
});

describe('content in memory', () => {
  test('C3 C11: keys and sealed bytes are there while they live, and nothing of them 2 s after "x"; plain text never is', async () => {
    server = await startServer();
    const laid = await laidDown();
    expect((await readBytes(server.url, laid.source)).body.equals(Buffer.from(laid.plain))).toBe(true);
    const living = scan(laid);
    expect(living.keys).toEqual([1, 1]);
    expect(living.sealed).toBeGreaterThanOrEqual(1);
    expect(living.plain, 'not even after somebody has read it').toBe(0);
    const { ada, noteId, fileId } = laid;
    for (const itemId of [noteId, fileId])
      expect(await ada.call('item-remove', { itemId })).toMatchObject({ ok: true });
    await passing(1_500);
    const after = scan(laid);
    expect([after.keys, after.plain]).toEqual([[0, 0], 0]);
    expect((await readBytes(server.url, laid.source)).status).toBe(404);
  });

  test('C3 C10: of a file somebody began to read and does not take, nothing is left 2 s after "x"', async () => {
    server = await startServer();
    const [ada, bob] = [await open(), await open()];
    await meetByCode(ada, bob);
    const secret = canary(64);
    const { itemId } = await ada.layFile('large', tiled(secret, 24 * 1024 * 1024));
    const source = await until('it is there', () => bob.view?.items[0]?.source, 10_000);
    const reading = request(`${server.url}${source}`, { agent: false, rejectUnauthorized: false });
    reading.on('response', (answer) => answer.pause());
    reading.on('error', () => {}); // it is cut off
    reading.end();
    await until('a piece is on its way', () => found(secret) > 0, 5_000);
    await ada.call('item-remove', { itemId });
    await passing(1_800);
    expect(found(secret)).toBe(0);
    reading.destroy();
  });

  test('C4 C8: with whoever leaves, and with the last one, the keys go', async () => {
    server = await startServer();
    const laid = await laidDown();
    expect(scan(laid).keys).toEqual([1, 1]);
    await laid.ada.call('leave');
    await passing(900);
    expect(scan(laid)).toMatchObject({ keys: [0, 0], plain: 0 });
  });

  test('C5: with a tab that was closed they go, within 5 s', async () => {
    server = await startServer();
    const laid = await laidDown();
    laid.ada.socket.disconnect();
    await passing(500);
    expect(scan(laid).keys, 'a lost line alone takes nothing away').toEqual([1, 1]);
    await sayBye(server.url, laid.ada);
    await until('bob’s screen shows it no more', () => laid.bob.view?.items.length === 0, 5_000);
    expect(scan(laid)).toMatchObject({ keys: [0, 0], plain: 0 });
  });

  test('C3: a server that does not overwrite keys is found out by the same look', async () => {
    build = alterBuild('storage/item-vault.js', /entry\.key\.fill\(0\);/, '');
    server = await startServer({ root: build.root });
    const laid = await laidDown();
    await laid.ada.call('item-remove', { itemId: laid.noteId });
    await passing(1_500);
    expect(scan(laid).keys[0]).toBe(1);
  });

  test('C3 C11: a server that leaves what it opened, and one whose freed memory stays as it was, are found out', async () => {
    build = alterBuild('server/content/segments.js', /plain\.fill\(0\);/, '');
    server = await startServer({ root: build.root });
    const leaving = await laidDown();
    await readBytes(server.url, leaving.source);
    expect(scan(leaving).plain).toBeGreaterThanOrEqual(1);
    for (const tab of tabs.splice(0)) tab.close();
    await server.stop('SIGKILL');
    build.remove();
    build = alterBuild('server/main.js', /isWiping\(process\)/, 'true');
    server = await startServer({ root: build.root, wiping: false });
    const freeing = await laidDown();
    await readBytes(server.url, freeing.source);
    expect(scan(freeing).plain).toBeGreaterThanOrEqual(1);
  });

  test('C3: a server that keeps the bytes of files is found out', async () => {
    build = alterBuild('storage/item-vault.js', /entry\.file\.sealed\.fill\(0\);/, '');
    server = await startServer({ root: build.root });
    const laid = await laidDown();
    await laid.ada.call('item-remove', { itemId: laid.fileId });
    expect(scan(laid).sealed).toBeGreaterThanOrEqual(1);
    expect(scan(laid).keys[1]).toBe(0);
  });

  test('C11: no core dump would hold any of it', async () => {
    server = await startServer();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(`/proc/${server.pid}/coredump_filter`, 'utf8').trim()).toMatch(/^0+$/);
    expect(readFileSync('/proc/self/coredump_filter', 'utf8').trim(), 'the usual is another').not.toMatch(
      /^0+$/,
    );
  });
});

describe('sound in memory', () => {
  const speak = (tab: Tab, count: number) => speakCanary(tab, { count });
  const heard = (sequence: number) => found(canaryTail(sequence + 1));

  test('A6: of a recording the last half second is there while it is compared, once, and nothing 2 s after its end', async () => {
    server = await startServer();
    const tab = await open();
    const recordingId = await speak(tab, 8);
    expect(heard(7), 'the sound that was heard last').toBe(1);
    expect([0, 1, 2, 3].map(heard), 'what is of no use any more').toEqual([0, 0, 0, 0]);
    await tab.call('recording-end', { recordingId });
    await until('all of it is gone', () => [4, 5, 6, 7].every((sequence) => heard(sequence) === 0), 2_500);
  });

  test('A6: sound of a microphone that never says its end is gone within 10 s', async () => {
    server = await startServer();
    const tab = await open();
    await speak(tab, 4);
    const last = await serverTime(tab);
    expect(heard(3)).toBe(1);
    await until('it is gone', () => heard(3) === 0, 10_000);
    expect((await serverTime(tab)) - last).toBeLessThan(10_000);
  });

  test('A6: with the line of a tab its sound is gone', async () => {
    server = await startServer();
    const tab = await open();
    await speak(tab, 4);
    expect(heard(3)).toBe(1);
    tab.close();
    await until('it is gone', () => heard(3) === 0, 1_000);
  });

  test('A6: a server that does not overwrite what it opened is found out by the same look', async () => {
    build = alterBuild('server/socket/chunk-taker.js', /samples\.fill\(0, 0, AUDIO\.chunkBytes\);/, '');
    server = await startServer({ root: build.root });
    const tab = await open();
    await speak(tab, 4);
    expect([0, 1, 2, 3].map(heard).reduce((sum, copies) => sum + copies)).toBeGreaterThan(1);
  });
});
