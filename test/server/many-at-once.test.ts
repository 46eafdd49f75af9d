import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createNetServer, type Socket as NetSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen } from '../../src/server/http/listen.ts';
import { createSocketServer, type SocketServer } from '../../src/server/socket/socket-server.ts';
import { PATHS, PROTOCOL_VERSION } from '../../src/shared/protocol.ts';
import { createLineKeys } from '../../src/web/meeting/sealed-line.ts';
import { until } from '../devices/wait.ts';
import { serve } from './support/served.ts';
import { newId } from './tab.ts';

const MANY = 150;
/** See `socket-server.ts`. */
const PER_TURN = 20;

let httpServer: Server;
let sockets: SocketServer;
let clients: Socket[];
/** Ids of tabs whose lines were lost, by the turn of the event loop in which that was told. */
let lost: string[][];
/** What was told of each tab last. */
let told: Map<string, 'here' | 'lost'>;
let isOver: boolean;
let port: number;
let lineKey: string;

beforeEach(async () => {
  [isOver, lost, clients, told] = [false, [[]], [], new Map()];
  const turn = () => {
    if (lost.at(-1)?.length) lost.push([]);
    if (!isOver) setImmediate(turn);
  };
  turn();
  httpServer = createServer().listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  sockets = createSocketServer({
    ...{ httpServer, now: Date.now, trust: { isTrustedProxy: () => false, publicUrl: null } },
    ...{ onFault: expect.fail, onLimit() {}, keyring: { load: () => null, key: () => null } },
  });
  const ofThisTest = told;
  const live = {
    connect: async (tabId: string) => void ofThisTest.set(tabId, 'here'),
    async lineLost(tabId: string) {
      ofThisTest.set(tabId, 'lost');
      lost.at(-1)?.push(tabId);
    },
  };
  const services = { live, listening: { forgetTab() {} }, content: {}, invites: {}, matching: {} };
  sockets.serve(services as unknown as Parameters<SocketServer['serve']>[0]);
  ({ port } = httpServer.address() as { port: number });
  lineKey = await createLineKeys().publicKey();
  clients = await Promise.all(Array.from({ length: MANY }, () => connected()));
});
afterEach(async () => {
  isOver = true;
  for (const client of clients) client.disconnect();
  await sockets.close();
});

async function connected(): Promise<Socket> {
  const auth = {
    protocol: PROTOCOL_VERSION,
    tabId: newId(),
    pageId: newId(),
    name: null,
    lineKey,
    ticket: null,
  };
  const socket = io(`http://127.0.0.1:${port}`, {
    ...{ path: PATHS.socket, transports: ['websocket'], forceNew: true, auth, reconnectionDelay: 10 },
  });
  await new Promise((resolve) => socket.once('line', resolve));
  return socket;
}

const isAllThere = () => clients.every(({ connected: is }) => is) && sockets.size === MANY;

/** As when a network goes: nothing is said. */
function cut({ io: manager }: Socket): void {
  (manager.engine.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
}

describe('C6 W12: many lines that are lost in one moment', () => {
  test('are told of so many a turn of the event loop, and all of them', async () => {
    for (const client of clients) {
      client.io.reconnection(false);
      cut(client);
    }
    await until('all are told of', 20_000, () => lost.flat().length === MANY);
    expect(new Set(lost.flat()).size).toBe(MANY);
    expect(Math.max(...lost.map(({ length }) => length))).toBeLessThanOrEqual(PER_TURN);
  });

  test('and are back at once are here afterwards, in whichever order that was told', async () => {
    for (const client of clients) cut(client);
    await until('all are gone', 20_000, () => clients.every(({ connected: is }) => !is));
    await until('all are back', 20_000, isAllThere);
    // Lost lines are told of in their order: when this one is, all are.
    const last = await connected();
    last.io.reconnection(false);
    cut(last);
    clients.push(last);
    const { tabId } = last.auth as { tabId: string };
    await until('the last is told of', 20_000, () => told.get(tabId) === 'lost');
    told.delete(tabId);
    expect([...new Set(told.values())]).toEqual(['here']);
    expect(told.size).toBe(MANY);
  });
});

describe('C6 W12: many whose handshakes begin in one moment', () => {
  /** See `front-door.ts`. */
  const ADMITTED_PER_TURN = 8;
  /** The first byte of a handshake. */
  const HELLO = Buffer.from([0x16]);

  /** What the app is given in each turn of the event loop when `say` was done with all connections. */
  async function admitted(say: (socket: NetSocket, index: number) => void): Promise<number[]> {
    const served = await serve();
    const turns = [0];
    const opening = Array.from({ length: MANY }, () => connect(served.door.port, '127.0.0.1'));
    for (const socket of opening) socket.on('error', () => {}).resume();
    try {
      let isDone = false;
      served.door.httpsServer.on('connection', () => {
        turns.push((turns.pop() ?? 0) + 1);
      });
      const turn = () => {
        turns.push(0);
        if (!isDone) setImmediate(turn);
      };
      turn();
      await until('all are open', 20_000, () => opening.every(({ readyState }) => readyState === 'open'));
      const from = turns.length;
      // One connection is taken in a turn.
      await until('the server has them', 20_000, () => turns.length > from + 2 * MANY);
      for (const [i, socket] of opening.entries()) say(socket, i);
      await until('all are let in or closed', 20_000, () => opening.every(({ closed }) => closed));
      isDone = true;
      return turns;
    } finally {
      for (const socket of opening) socket.destroy();
      await served.close();
    }
  }
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);

  test('are let in so many a turn of the event loop, and all of them', async () => {
    // What follows is no handshake: whoever is let in is let go.
    const turns = await admitted((socket) => socket.write(Buffer.concat([HELLO, Buffer.alloc(10)])));
    expect(sum(turns)).toBe(MANY);
    expect(Math.max(...turns)).toBeLessThanOrEqual(ADMITTED_PER_TURN);
  });

  test('and have given up when it is their turn cost no handshake', async () => {
    const turns = await admitted((socket) => socket.end(HELLO));
    // That they have is known a few turns later; without a look at that it is all of them.
    expect(sum(turns)).toBeLessThan(0.8 * MANY);
  });
});

describe('C6: many who come while the server is busy', () => {
  test('find room to wait in', async ({ skip }) => {
    const busy = createNetServer((socket) => socket.on('error', () => {}));
    try {
      const to = await listen(busy, { variable: 'PORT', port: 0, host: '127.0.0.1' });
      const most = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'));
      const come = Math.min(1_500, most);
      if (come <= 600) skip('net.core.somaxconn is so low that nothing could be told');
      // Nothing is taken here while this runs.
      const program = `
        let open = 0;
        for (let i = 0; i < ${come}; i += 1)
          require('net').connect(${to}, '127.0.0.1', () => { open += 1; }).on('error', () => {});
        setInterval(() => open === ${come} && end(), 20);
        const end = () => { console.log(open); process.exit(); };
        setTimeout(end, 25_000);`;
      const { stdout } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
      expect(Number(stdout)).toBe(come);
    } finally {
      await new Promise((resolve) => busy.close(resolve));
    }
  }, 60_000);
});

describe('C6: many who are asked where they were', () => {
  test('are all asked', async () => {
    let asked = 0;
    for (const client of clients) {
      client.on('come-back', (_message: unknown, answer: (said: object) => void) => {
        asked += 1;
        answer({ name: null, ticket: null });
      });
    }
    await sockets.recall();
    expect(asked).toBe(MANY);
  });
});
