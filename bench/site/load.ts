import { connect } from 'node:tls';
import { usageOf } from '../live/process-usage.ts';

export interface Load {
  readonly requestsPerSecond: number;
  /** CPU of the server for a request, ms: what it costs whoever else the cores are shared with. */
  readonly cpuMsPerRequest: number;
  /** Body of an answer, bytes. */
  readonly bytes: number;
}

const HEADERS = [
  'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  'accept: text/html',
  'accept-encoding: br, gzip',
];
const END_OF_HEAD = '\r\n\r\n';
const LAST_PIECE = `0${END_OF_HEAD}`;

/** Asks for one address over and over, on connections that stay open; the next request follows the whole answer. */
export async function load(options: {
  port: number;
  pid: number;
  path: string;
  connections: number;
  seconds: number;
}): Promise<Load> {
  const { port, pid, path, connections, seconds } = options;
  const request = [`GET ${path} HTTP/1.1`, `host: localhost:${port}`, ...HEADERS, '', ''].join('\r\n');
  let answered = 0;
  let bytes = 0;
  const end = performance.now() + seconds * 1_000;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      let had = Buffer.alloc(0);
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
      socket.once('secureConnect', () => socket.write(request));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the server ended a connection')));
      socket.on('data', (data) => {
        had = had.length === 0 ? data : Buffer.concat([had, data]);
        const head = had.indexOf(END_OF_HEAD);
        if (head < 0) return;
        const text = had.toString('latin1', 0, head);
        if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text));
        const body = had.subarray(head + END_OF_HEAD.length);
        // What is compressed on its way comes in pieces, the last of them empty.
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
        if (Number.isNaN(length) ? !body.toString('latin1').endsWith(LAST_PIECE) : body.length < length)
          return;
        bytes = body.length;
        had = Buffer.alloc(0);
        answered += 1;
        if (performance.now() < end) return socket.write(request);
        resolve();
        socket.destroy();
      });
    });
  const began = performance.now();
  const before = usageOf(pid).cpuSeconds;
  await Promise.all(Array.from({ length: connections }, one));
  const cpuSeconds = usageOf(pid).cpuSeconds - before;
  const took = (performance.now() - began) / 1_000;
  return {
    requestsPerSecond: Math.round(answered / took),
    cpuMsPerRequest: Number(((cpuSeconds * 1_000) / answered).toFixed(3)),
    bytes,
  };
}
