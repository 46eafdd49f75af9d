import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ABUSE_LIMITS } from '../../src/shared/abuse-limits.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { PATHS, PROTOCOL_VERSION } from '../../src/shared/protocol.ts';
import { createLineKeys } from '../../src/web/meeting/sealed-line.ts';
import { hasCaddy } from '../devices/caddy.ts';
import type { RunningServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import {
  askPlainly,
  type BehindCaddy,
  LOGGED,
  openRaw,
  readFor,
  startBehindCaddy,
  statusesOf,
} from './support/behind-caddy.ts';
import { meetByCode, newId, openTab, readBytes, type Tab, until } from './tab.ts';

// It takes a minute, and a Caddy (`apt-get install caddy`).
const isAsked = process.env.FAULT_POINTS !== undefined;
const isOn = isAsked && hasCaddy();
if (isAsked && !isOn) console.warn('The tests of the Caddyfile are left out: `caddy` is not installed.');

describe.skipIf(!isOn)('the Caddyfile before three servers', () => {
  let all: BehindCaddy;
  let url: string;
  const tabs: Tab[] = [];

  beforeAll(async () => {
    all = await startBehindCaddy();
    url = all.caddy.url;
  }, 120_000);
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
  });
  afterAll(() => all?.stop());
  async function open(from: string): Promise<Tab> {
    const tab = await openTab(url, { from, mayMiss: true });
    tabs.push(tab);
    return tab;
  }

  test('W1: plain HTTP is a redirect', async () => {
    const { httpPort } = all.caddy;
    const answer = await askPlainly('127.0.0.1', httpPort, '/privacy');
    expect(answer).toMatchObject({ status: 308, headers: { location: 'https://127.0.0.1/privacy' } });
  });

  test('C1: sockets pass, and files of 25 MB both ways; larger ones do not', async () => {
    // Uploads go where the socket does: by its address.
    const [ada, bob] = [await open('127.0.0.1'), await open('127.0.0.3')];
    await meetByCode(ada, bob);
    const png = makePng(40, 40);
    const file = Buffer.concat([png, randomBytes(LIMITS.fileBytes - png.length)]);
    const { itemId, error } = await ada.layFile('a.png', file);
    expect(error).toBeNull();
    const there = () => bob.view?.items.find(({ id }) => id === itemId);
    const { source } = await until('it is there', there, 10_000);
    const read = await readBytes(url, source as string);
    expect([read.status, read.body.equals(file)]).toEqual([200, true]);
    const headers = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' };
    const over = all.ask('/live-bye', { method: 'POST', headers }, Buffer.alloc(28_000_000));
    expect(await over.then(({ status }) => status >= 400).catch(() => true)).toBe(true);
  });

  test('a page that falls back to long polling stays on one server', async () => {
    const lineKey = await createLineKeys().publicKey();
    const auth = { protocol: PROTOCOL_VERSION, tabId: newId(), pageId: newId(), name: null, lineKey };
    const options = { path: PATHS.socket, auth, transports: ['polling'], forceNew: true };
    const socket = io(url, { ...options, rejectUnauthorized: false });
    try {
      await new Promise((resolve, reject) => socket.once('meeting', resolve).once('connect_error', reject));
      for (let i = 0; i < 20; i += 1) {
        expect(await socket.timeout(5_000).emitWithAck('clock', {})).toMatchObject({ ok: true });
      }
      expect(socket.io.engine.transport.name).toBe('polling');
    } finally {
      socket.disconnect();
    }
  });

  test('W12: what is for the operator alone is not to be had from outside', async () => {
    const inside = ['/health', '/healthz', '/ready', '/metrics'];
    for (const path of [...inside, '/Ready', '/%72eady', '//ready', '/x/../ready', '/ready/']) {
      expect([path, (await all.ask(path)).status]).toEqual([path, 404]);
    }
    expect(await askPlainly('127.0.0.1', all.metricsPort, '/metrics')).toMatchObject({ status: 200 });
    expect(await askPlainly('127.0.0.2', all.metricsPort, '/metrics')).toBe('ECONNREFUSED');
  });

  test('W12: an address is the one it comes from, whatever it says of itself', async () => {
    const wrong = (localAddress: string, i: number) => {
      const lies = {
        'x-forwarded-for': `10.1.1.${i}`,
        'x-real-ip': `10.1.1.${i}`,
        forwarded: `for=10.1.1.${i}`,
      };
      const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
      const headers = { ...lies, ...form, origin: url };
      return all.ask('/operator/sign-in', { method: 'POST', localAddress, headers }, `secret=wrong-${i}`);
    };
    const statuses: number[] = [];
    for (let i = 0; i <= ABUSE_LIMITS.signInTries; i += 1) {
      statuses.push((await wrong('127.0.0.9', i)).status);
    }
    expect(statuses).toEqual([...Array(ABUSE_LIMITS.signInTries).fill(403), 429]);
    const server = await all.serverOf('127.0.0.9');
    for (let i = 10; ; i += 1) {
      if ((await all.serverOf(`127.0.0.${i}`)) !== server) continue;
      expect((await wrong(`127.0.0.${i}`, 0)).status).toBe(403); // somebody else on the same server
      break;
    }
  });

  test('W12: the host is the one that was asked for, whatever a request says beside it', async () => {
    const bye = (origin: string) => {
      const headers = { origin, 'x-forwarded-host': 'evil.example', 'content-type': 'text/plain' };
      return all.ask('/live-bye', { method: 'POST', headers }, 'x');
    };
    expect((await bye('https://evil.example')).status).toBe(403);
    expect((await bye(url)).status).toBe(400); // of its own page: only its text is wrong
  });

  test('W12: what two servers could read in two ways is refused, or read in one way', async () => {
    const host = `Host: 127.0.0.1:${all.caddy.port}`;
    const hidden = `GET ${LOGGED} HTTP/1.1\r\n${host}\r\n\r\n`;
    const post = (...lines: string[]) =>
      ['POST /live-bye HTTP/1.1', host, 'Content-Type: text/plain', ...lines, '', ''].join('\r\n');
    const CHUNKED = 'Transfer-Encoding: chunked';
    const length = `Content-Length: ${hidden.length}`;
    const tries: [string, string][] = [
      ['two lengths', post(length, 'Content-Length: 0') + hidden],
      ['a length and chunks', `${post('Content-Length: 5', CHUNKED)}0\r\n\r\n${hidden}`],
      ['chunks and a length', `${post(CHUNKED, `Content-Length: ${hidden.length + 5}`)}0\r\n\r\n${hidden}`],
      ['two codings', `${post(CHUNKED, 'Transfer-Encoding: identity')}0\r\n\r\n${hidden}`],
      ['a coding that is none', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden}`],
      ['a space before the colon', `${post('Transfer-Encoding : chunked')}0\r\n\r\n${hidden}`],
      ['a folded coding', `${post('Transfer-Encoding:', ' chunked')}0\r\n\r\n${hidden}`],
      ['a folded header', post('X-A: b', ` ${CHUNKED}`, length) + hidden],
      ['a length with a sign', post(`Content-Length: +${hidden.length}`) + hidden],
      ['two hosts', `GET / HTTP/1.1\r\n${host}\r\nHost: b\r\n\r\n`],
    ];
    await all.serverOf('127.0.0.2'); // what is asked for openly is in a log
    for (const [name, sent] of tries) {
      const before = all.answered();
      const socket = await openRaw(all.caddy.port);
      socket.write(sent);
      const others = Array.from({ length: 6 }, () => all.ask('/privacy', { localAddress: '127.0.0.2' }));
      const [first = 0, ...more] = statusesOf(await readFor(socket, 1_500));
      expect(first, name).toBeGreaterThanOrEqual(400);
      // Where Caddy takes the rest for a request, it is one of the same person, with its answer there.
      expect(all.answered() - before, name).toBe(more.filter((status) => status === 200).length);
      for (const other of await Promise.all(others)) {
        expect([name, other.status, /^<!doctype html>/i.test(other.text)]).toEqual([name, 200, true]);
      }
    }
  });

  test('W12: slow headers and bodies are cut off, and nobody is sent to another server for them', async () => {
    const address = '127.0.0.2';
    const server = await all.serverOf(address);
    const { port } = all.caddy;
    /** Sends a part again and again; gives how long it could, ms. */
    const drip = async (lines: string[], part: string, most: number) => {
      const socket = await openRaw(port, address);
      const began = performance.now();
      socket.write(`${lines.join('\r\n')}\r\n`);
      const more = setInterval(() => socket.write(part), 300);
      await readFor(socket, most);
      clearInterval(more);
      return performance.now() - began;
    };
    const host = `Host: 127.0.0.1:${port}`;
    const type = 'Content-Type: application/x-www-form-urlencoded';
    const form = ['POST /feedback HTTP/1.1', host, type, 'Content-Length: 900', ''];
    // The server lets go of it after its time; Caddy drops what still comes.
    const body = drip(form, 'x', ABUSE_LIMITS.bodyMs + 6_000);
    let isOver = false;
    void body.finally(() => {
      isOver = true;
    });
    const silent = connectPlain(port, '127.0.0.1');
    const silentEnds = once(silent.resume(), 'close');
    const headers = await drip(['GET / HTTP/1.1', host], 'X-A: b\r\n', 60_000);
    expect(headers).toBeLessThan(ABUSE_LIMITS.headersMs + 5_000);
    await silentEnds;
    while (!isOver) {
      expect((await all.serverOf(address)) === server).toBe(true);
      await pause(200);
    }
  }, 90_000);

  test('C1 W1: while Redis is away, and no server takes new people, there are pages still', async () => {
    const readyOf = async ({ port }: RunningServer) => {
      const headers = { 'x-forwarded-proto': 'https' };
      return (await fetch(`http://127.0.0.1:${port}/ready`, { headers })).status;
    };
    all.redis.pause();
    try {
      for (const server of all.servers)
        await expect.poll(() => readyOf(server), { timeout: 20_000 }).toBe(503);
      await pause(1_500); // Caddy has looked
      for (const page of ['/', '/privacy']) expect((await all.ask(page)).status).toBe(200);
    } finally {
      all.redis.resume();
    }
    for (const server of all.servers) await expect.poll(() => readyOf(server), { timeout: 20_000 }).toBe(200);
  }, 90_000);

  test('C1 C3: who is on a server that stops, or is killed, is on another within 5 s, with everything', async () => {
    const [[stops, moving], [killed, staying]] = await all.twoApart();
    const [ada, bob] = [await open(moving), await open(staying)];
    await meetByCode(ada, bob);
    const { itemId } = await bob.lay({ kind: 'note', text: 'for both' });
    const isWhole = ({ view }: Tab) =>
      view?.participants.length === 2 && view.items.some(({ id }) => id === itemId);
    const moved = async (tab: Tab, event: () => void) => {
      await until('both are whole', () => isWhole(ada) && isWhole(bob), 10_000);
      const { welcomes } = tab;
      const began = performance.now();
      event();
      const isBack = () => tab.socket.connected && tab.welcomes > welcomes && isWhole(tab);
      await until('it has moved', isBack, 30_000);
      return Math.round(performance.now() - began);
    };
    let ended: Promise<unknown> = Promise.resolve();
    const drained = await moved(ada, () => {
      ended = stops.stop();
    });
    await ended;
    const lost = await moved(bob, () => void killed.stop('SIGKILL'));
    console.log(`Moved after ${drained} ms from a server that stops, ${lost} ms from one that is killed.`);
    expect(drained).toBeLessThan(5_000);
    expect(lost).toBeLessThan(5_000);
    expect((await all.ask('/', { localAddress: staying })).status).toBe(200);
  }, 90_000);

  test('W6: what Caddy says of all that holds no address of anybody and no URL', () => {
    expect(all.caddy.output()).not.toMatch(/127\.0\.0\.(?!1\b)\d|remote_ip|privacy|live|sign-in|feedback/);
  });
});
