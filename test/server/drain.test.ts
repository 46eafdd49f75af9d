import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import type { Readiness } from '../../src/server/http/health-routes.ts';
import { createSocketServer } from '../../src/server/socket/socket-server.ts';
import { PATHS, PROTOCOL_VERSION, TAB_HEADER } from '../../src/shared/protocol.ts';
import { createLineKeys } from '../../src/web/meeting/sealed-line.ts';
import { startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { ask, serve } from './support/served.ts';
import { open } from './support/visitor.ts';
import { newId, openTab } from './tab.ts';

describe('/health and /ready', () => {
  const READY: Readiness = { draining: false, database: true, redis: null };
  const answers = async (readiness: Readiness | null) => {
    const served = await serve({ readiness: () => readiness });
    const authority = served.certificate.authority?.pem ?? '';
    const get = (place: string) => ask(served.door.port, place, { authority });
    try {
      const [health, ready] = [await get('/health'), await get('/ready')];
      expect(ready.headers['cache-control']).toBe('no-store');
      return [health.status, ready.status, JSON.parse(ready.body)];
    } finally {
      await served.close();
    }
  };

  test('a server is ready when nothing keeps it from taking people, and says what does', async () => {
    expect(await answers(READY)).toEqual([200, 200, { ready: true, ...READY }]);
    expect(await answers({ ...READY, redis: true })).toEqual([
      200,
      200,
      { ready: true, ...READY, redis: true },
    ]);
    for (const fault of [{ draining: true }, { database: false }, { redis: false }]) {
      expect(await answers({ ...READY, ...fault })).toEqual([200, 503, { ready: false, ...READY, ...fault }]);
    }
    expect(await answers(null)).toEqual([200, 503, { ready: false }]);
  });
});

describe('SIGTERM', () => {
  test('not ready at once, no new sockets; an upload under way ends, then the process, with code 0', async () => {
    const server = await startServer();
    const tab = await openTab(server.url);
    const visitor = open(server.url);
    expect((await visitor.get('/ready')).status).toBe(200);
    const itemId = newId();
    const announced = await tab.sealed(itemId, { kind: 'file', text: 'a.txt', size: 4 });
    expect(await tab.call('item-add', announced)).toMatchObject({ ok: true });
    const upload = request(`${server.url}${PATHS.content}/${itemId}`, {
      ...{ method: 'PUT', agent: false, rejectUnauthorized: false },
      headers: {
        ...{ 'content-type': 'application/octet-stream', 'content-length': 32 },
        ...{ [TAB_HEADER]: tab.tabId, origin: server.url },
      },
    });
    upload.write(Buffer.alloc(16));
    const answered = once(upload, 'response');
    answered.catch(() => {}); // looked at below
    const lost = heard(tab.socket, 'disconnect');
    const read = async () => {
      const held = (await tab.call('held')) as unknown as { uploads: { bytes: number }[] };
      return held.uploads[0]?.bytes === 16 || undefined;
    };
    await until('the server has read what was sent', 10_000, read);

    const ended = server.stop();
    expect(await lost).toBe('transport close');
    const ready = await visitor.get('/ready');
    expect([ready.status, JSON.parse(ready.body)]).toMatchObject([503, { ready: false, draining: true }]);
    tab.socket.once('connect', () => expect.fail('a server that stops took a socket'));
    await new Promise((resolve) => tab.socket.io.once('reconnect_error', resolve));
    upload.end(Buffer.alloc(16));
    const [answer] = await answered;
    // It was read to its end and looked at: these bytes are no file.
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    answer.resume();
    tab.close();
    expect(await ended).toBe(0);
  });

  test('sockets are let go one after the other', async () => {
    const httpServer = createServer().listen(0);
    await once(httpServer, 'listening');
    const { port } = httpServer.address() as { port: number };
    const trust = { isTrustedProxy: () => false, publicUrl: null };
    const keyring = { load: () => null, key: () => null };
    const sockets = createSocketServer({
      httpServer,
      now: Date.now,
      trust,
      onFault: expect.fail,
      onLimit() {},
      keyring,
    });
    const clients = await Promise.all(Array.from({ length: 5 }, () => connected(port)));
    const times: number[] = [];
    for (const client of clients) client.on('disconnect', () => times.push(performance.now()));
    sockets.refuseNew();
    await sockets.letGo(1_000);
    await until('all are let go', 2_000, () => times.length === 5);
    const pauses = times.slice(1).map((time, i) => time - (times[i] as number));
    expect(Math.min(...pauses)).toBeGreaterThan(80);
    for (const client of clients) client.disconnect();
    await sockets.close();
  });
});

const heard = (socket: Socket, event: string) =>
  new Promise<unknown>((resolve) => void socket.once(event, resolve));

async function connected(port: number): Promise<Socket> {
  const lineKey = await createLineKeys().publicKey();
  const auth = { protocol: PROTOCOL_VERSION, tabId: newId(), pageId: newId(), name: null, lineKey };
  const options = {
    path: PATHS.socket,
    auth,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  };
  const socket = io(`http://127.0.0.1:${port}`, options);
  await new Promise((resolve, reject) =>
    socket.once('connect', () => resolve(null)).once('connect_error', reject),
  );
  return socket;
}
