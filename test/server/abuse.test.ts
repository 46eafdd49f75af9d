import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { type RequestsUnderWay, watchRequests } from '../../src/server/http/requests-under-way.ts';
import { ABUSE_LIMITS } from '../../src/shared/abuse-limits.ts';
import { SMUGGLING } from './support/hostile/smuggling.ts';
import { ask, type Served, type ServeOptions, serve } from './support/served.ts';

let served: Served;
const open = async (options?: ServeOptions) => {
  served = await serve(options);
};
afterEach(() => served.close());

/** A connection by TLS on which anything can be said. */
async function raw(): Promise<TLSSocket> {
  const { port } = served.door;
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, servername: 'localhost' });
  socket.on('error', () => {});
  await once(socket, 'secureConnect');
  return socket;
}

/** What comes until the server closes the connection. */
async function read(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (part: Buffer) => {
    text += part.toString('latin1');
  });
  if (!socket.destroyed) await once(socket, 'close');
  return text;
}

const statusesOf = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));
const request = (...lines: string[]) => `${[...lines, 'Host: localhost', '', ''].join('\r\n')}`;

describe('W12: requests that two servers would read in two ways', () => {
  test.each(SMUGGLING.map(([what, sent]) => [what, sent]))(
    '%s: one refusal, the end of the connection, and nothing of the rest',
    async (_, sent) => {
      await open();
      const socket = await raw();
      socket.write(sent);
      const statuses = statusesOf(await read(socket));
      expect(statuses.every((status) => status === 400)).toBe(true);
      expect(statuses.length).toBeLessThanOrEqual(1);
      expect(served.log()).not.toContain('"route":null'); // where the smuggled one would be
    },
  );

  test('two requests in a row are two, each with its own answer', async () => {
    await open();
    const socket = await raw();
    socket.write(request('GET /healthz HTTP/1.1') + request('GET /smuggled HTTP/1.1', 'Connection: close'));
    expect(statusesOf(await read(socket))).toEqual([200, 404]);
    expect(served.log()).toContain('"route":null');
  });
});

test('W12: requests that wait behind another are over when their line is lost, as that one is', async () => {
  const seen = { requests: null as RequestsUnderWay | null };
  let held = 0;
  await open({
    prepare: (app) => {
      seen.requests = watchRequests(app.server);
      app.get('/held', (_request, reply) => {
        held += 1;
        reply.hijack(); // and no answer ever comes
      });
    },
  });
  const socket = await raw();
  socket.write(
    request('GET /held HTTP/1.1') + request('GET /held HTTP/1.1') + request('GET /healthz HTTP/1.1'),
  );
  await expect.poll(() => [held, seen.requests?.count]).toEqual([2, 3]);
  socket.destroy();
  await expect.poll(() => seen.requests?.count).toBe(0);
  // One whose answer ends the line, while others wait behind it.
  const two = await raw();
  two.write(`GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${request('GET /healthz HTTP/1.1')}`);
  expect(statusesOf(await read(two))).toEqual([400]);
  await expect.poll(() => seen.requests?.count).toBe(0);
});

/** A connection on which nothing is said. */
async function silent(localAddress: string): Promise<Socket> {
  const socket = connectPlain({ host: '127.0.0.1', port: served.door.port, localAddress });
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

describe('W12: slow clients', () => {
  test('headers that drip in are given up after their time, whatever still comes', async () => {
    await open();
    expect(served.door.httpsServer.headersTimeout).toBe(ABUSE_LIMITS.headersMs);
    served.door.httpsServer.headersTimeout = 300;
    const socket = await raw();
    const begun = performance.now();
    socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n');
    const drip = setInterval(() => socket.write('X-A: b\r\n'), 100);
    const text = await read(socket);
    clearInterval(drip);
    expect(statusesOf(text)).toEqual([408]);
    // The limit, and the pause between two looks.
    expect(performance.now() - begun).toBeLessThan(9_000);
  });

  test('who takes nothing of an answer is let go, and who takes it gets all of it', async () => {
    const size = 256 * 65_536;
    let closed = 0;
    await open({
      prepare: (app) => {
        app.get('/much', (_request, reply) => {
          reply.raw.once('close', () => {
            closed += 1;
          });
          // As everything is sent that is large: piece by piece.
          return reply.send(Readable.from(Array.from({ length: 256 }, () => Buffer.alloc(65_536, 'a'))));
        });
      },
    });
    expect(served.door.httpsServer.timeout).toBe(ABUSE_LIMITS.stillMs);
    served.door.httpsServer.timeout = 1_000;
    const socket = await raw();
    socket.write(request('GET /much HTTP/1.1'));
    await once(socket, 'readable'); // the answer is there, and stays unread
    await expect.poll(() => closed, { timeout: 8_000 }).toBe(1);
    expect((await read(socket)).length).toBeLessThan(size);
    const patient = await raw();
    patient.write(request('GET /much HTTP/1.1', 'Connection: close'));
    let taken = 0;
    patient.on('data', (part: Buffer) => {
      taken += part.length;
      patient.pause();
      setTimeout(() => patient.resume(), 5); // two seconds in all, and never still for long
    });
    await once(patient, 'close');
    expect(taken).toBeGreaterThan(size);
  });

  test('of one address so many connections are open and no more; of another there are; an ended one makes room', async () => {
    await open({ door: { connectionsPerAddress: 20 } });
    const many = await Promise.all(Array.from({ length: 30 }, () => silent('127.0.0.1')));
    const left = () => many.filter((socket) => !socket.destroyed);
    await expect.poll(() => left().length).toBe(20);
    const authority = served.certificate.authority?.pem ?? '';
    const health = (from: string) => ask(served.door.port, '/healthz', { authority, from });
    await expect(health('127.0.0.1')).rejects.toThrow();
    expect((await health('127.0.0.2')).status).toBe(200);
    left()[0]?.destroy();
    await expect
      .poll(() =>
        health('127.0.0.1').then(
          (answer) => answer.status,
          () => 0,
        ),
      )
      .toBe(200);
    for (const socket of many) socket.destroy();
  });

  test('a trusted proxy has the connections of many people', async () => {
    const environment = { TRUST_PROXY: '127.0.0.9' };
    await open({ environment, door: { connectionsPerAddress: 2 } });
    const many = await Promise.all(Array.from({ length: 8 }, () => silent('127.0.0.9')));
    const headers = { 'x-forwarded-proto': 'https' };
    expect((await ask(served.door.port, '/healthz', { from: '127.0.0.9', headers })).status).toBe(200);
    expect(many.filter((socket) => socket.destroyed)).toEqual([]);
    for (const socket of many) socket.destroy();
  });
});

describe('W12: the log', () => {
  test('no line of it is made by a client, whatever lines are in what it sends', async () => {
    await open();
    const forged = '{"level":30,"msg":"forged"}';
    const socket = await raw();
    socket.write(
      request(
        `GET /%0a${encodeURIComponent(forged)}%0d%0a?a=%0a${encodeURIComponent(forged)} HTTP/1.1`,
        `User-Agent: x\t${forged}`,
        `X-Forwarded-For: ${forged}`,
        `Referer: https://a.example/\t${forged}`,
        `Cookie: name=%0a${forged}`,
        'Connection: close',
      ),
    );
    expect(statusesOf(await read(socket))).toEqual([404]);
    const refused = await raw();
    refused.write(`GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: x\n${forged}\r\n\r\n`);
    expect(statusesOf(await read(refused))).toEqual([400]);
    const method = await raw();
    method.write(`FORGED\n${forged} / HTTP/1.1\r\n\r\n`);
    expect(statusesOf(await read(method))).toEqual([400]);
    expect(served.log()).not.toContain('forged');
    const lines = served.log().trim().split('\n');
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
    expect(lines.filter((line) => line.includes('"status":404'))).toHaveLength(1);
  });
});
