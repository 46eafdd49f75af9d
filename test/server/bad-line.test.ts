import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BadLine, startBadLine } from '../devices/bad-line.ts';
import { until } from '../devices/wait.ts';

/** What answers every byte with the same one. */
let echo: Server;
let target: number;
let line: BadLine | undefined;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  target = (echo.address() as { port: number }).port;
});
afterEach(async () => {
  await line?.close();
  line = undefined;
  echo.close();
});

function call(port: number) {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => {});
  return { socket, heard: () => heard };
}

describe('a bad line', () => {
  test('takes a round trip to connect and one for an answer, and keeps the order of what is lost and sent again', async () => {
    line = await startBadLine({ target, roundTripMs: 60, loss: 0.2, seed: 7 });
    const { socket, heard } = call(line.port);
    const began = performance.now();
    const sent = Array.from({ length: 40 }, (_, i) => `${i};`.padEnd(1_460, '.')).join('');
    socket.write(sent);
    await until('all is back', 30_000, () => heard().length === sent.length);
    expect(heard()).toBe(sent);
    expect(performance.now() - began).toBeGreaterThanOrEqual(119 + 260); // of 80 segments one at least is lost
    expect(line.lost).toBeGreaterThan(0);
    socket.destroy();
  });

  test('loses nothing when it is not to', async () => {
    line = await startBadLine({ target });
    const { socket, heard } = call(line.port);
    socket.end('a'.repeat(100_000));
    await until('all is back', 10_000, () => heard().length === 100_000);
    expect(line.lost).toBe(0);
  });

  test('is cut: connections end, new ones are refused; healed it is there again', async () => {
    line = await startBadLine({ target });
    const { socket, heard } = call(line.port);
    socket.write('a');
    await until('it is there', 5_000, () => heard() === 'a');
    line.cut();
    await once(socket, 'close');
    const [refused] = await once(connect(line.port, '127.0.0.1'), 'error');
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    await line.heal();
    const next = call(line.port);
    next.socket.write('b');
    await until('it is there again', 5_000, () => next.heard() === 'b');
    next.socket.destroy();
  });

  test('is stalled: nothing passes, no connection ends; healed, what was sent arrives, also of who gave up', async () => {
    const arrived: string[] = [];
    echo.on('connection', (socket) => socket.on('data', (bytes) => arrived.push(bytes.toString())));
    line = await startBadLine({ target });
    const [stays, leaves] = [call(line.port), call(line.port)];
    stays.socket.write('a');
    leaves.socket.write('b');
    await until('both are there', 5_000, () => stays.heard() === 'a' && leaves.heard() === 'b');
    line.stall();
    stays.socket.write('c');
    leaves.socket.write('d');
    leaves.socket.destroy();
    const other = call(target); // this one is not in the way
    other.socket.write('e');
    await until('the other way is free', 5_000, () => other.heard() === 'e');
    expect([stays.heard(), stays.socket.destroyed, arrived.sort().join('')]).toEqual(['a', false, 'abe']);
    await line.heal();
    await until('it goes on', 5_000, () => stays.heard() === 'ac' && arrived.includes('d'));
    for (const { socket } of [stays, other]) socket.destroy();
  });
});
