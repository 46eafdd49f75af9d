import { type ConnectionOptions, connect } from 'node:tls';
import { PATHS } from '../../../../src/shared/protocol.ts';
import { frameOf } from './raw-line.ts';

/** Pages of other sites, for a service at this port; none of them is a page of the service. */
export const foreignOrigins = (port: number): readonly string[] => [
  ...['https://evil.example', 'http://evil.example', `https://evil.example:${port}`, 'null', 'file://'],
  ...[`http://127.0.0.1:${port}`, `https://127.0.0.1:${port + 1}`, 'https://127.0.0.1', '127.0.0.1'],
  ...[`https://127.0.0.1:${port}.evil.example`, `https://127.0.0.1.evil.example:${port}`],
  ...[`https://evil.example/https://127.0.0.1:${port}`, `https://evil.example#127.0.0.1:${port}`],
  ...[`https://127.0.0.1:${port}@evil.example`, `https://127.0.0.1:${port}/`, `https://127.0.0.1:0${port}`],
  ...[`wss://127.0.0.1:${port}`, `HTTPS://127.0.0.1:${port}`, `https://localhost:${port}`],
  ...[`https://127.0.0.1:${port}, https://evil.example`],
];

const UP = '../';
/** What somebody asks a server for to do harm, as it stands in the first line of a request. */
export const hostilePaths = (itemId: string): readonly string[] => [
  ...[`/${UP.repeat(8)}etc/passwd`, `/assets/${UP.repeat(8)}etc/passwd`, '/..%2f..%2f..%2f..%2fetc%2fpasswd'],
  ...['/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/assets/..%5c..%5c..%5c..%5cetc%5cpasswd', '/..;/..;/etc'],
  ...['/%252e%252e%252fetc%252fpasswd', '/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd', '/....//....//etc/passwd'],
  ...['//evil.example/', '///evil.example', '/\\evil.example', '/%5cevil.example', '/%2f%2fevil.example'],
  ...['/?next=//evil.example', '/?url=https://evil.example', 'http://evil.example/', 'https://evil.example/'],
  ...['http://169.254.169.254/latest/meta-data/', '*', '/*', 'evil.example:443', '/%', '/%zz', '/%00'],
  ...['/index.html%00.png', '/.env', '/.git/config', '/tls/server.key', '/proc/self/environ', '/metrics'],
  ...['/live/?EIO=4&transport=websocket&sid=__proto__', '/live/?EIO=4&transport=evil', '/live/?EIO=1'],
  ...['/live/?EIO=4&transport=polling&sid=constructor', `/content/${itemId}`, `/content/${itemId}?as=`],
  ...[`/content/${itemId}?as=${'A'.repeat(22)}`, `/content/${itemId}?as[]=a&as[__proto__]=b`],
  ...[`/content/%2e%2e%2f${itemId}`, `/content/${'A'.repeat(4_000)}`, `/${'a/'.repeat(3_000)}`],
  ...['/operator', '/operator/sign-in?link=__proto__', '/%0d%0aSet-Cookie:%20a=b', '/?%0d%0aX-Evil: a'],
];

export interface Told {
  readonly text: string;
  readonly statuses: readonly number[];
  readonly isClosed: boolean;
}

function open(port: number, from: string) {
  // `localAddress` is passed on to the socket below.
  const where: ConnectionOptions & { localAddress: string } = { port, localAddress: from };
  const socket = connect({ ...where, host: '127.0.0.1', rejectUnauthorized: false });
  socket.on('error', () => socket.destroy());
  return socket;
}

/** Says something to a server and takes what it answers, until it ends the line or has said nothing for a while. */
export function tell(
  port: number,
  said: string,
  { from = '127.0.0.3', quietMs = 1_000 } = {},
): Promise<Told> {
  const socket = open(port, from);
  let text = '';
  return new Promise((resolve) => {
    let isClosed = false;
    const end = () => {
      clearTimeout(quiet);
      socket.destroy();
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
      resolve({ text, statuses, isClosed });
    };
    let quiet = setTimeout(end, 20_000); // for the first answer
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(end, quietMs);
    });
    socket.on('close', () => {
      isClosed = true;
      end();
    });
    socket.once('secureConnect', () => socket.write(said));
  });
}

/** Asks for a path and ends the line. */
export const askFor = (port: number, path: string, headers: Readonly<Record<string, string>> = {}) => {
  const all = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return tell(port, [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'), { quietMs: 10_000 });
};

const post = (...lines: string[]) =>
  Buffer.from(['POST /feedback HTTP/1.1', 'Host: localhost', ...lines, '', ''].join('\r\n'));
const form = 'Content-Type: application/x-www-form-urlencoded';
const upgrade = [
  `GET ${PATHS.socket}/?EIO=4&transport=websocket HTTP/1.1`,
  ...['Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
  ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
].join('\r\n');

/** Slow clients: what is said at once, and what then comes byte by byte, again and again. */
export const SLOW = {
  silence: { first: Buffer.alloc(0), again: '' },
  headers: { first: Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n'), again: 'X-A: b\r\n' },
  body: { first: post(form, 'Content-Length: 10000'), again: 'a' },
  chunks: { first: post(form, 'Transfer-Encoding: chunked'), again: '1\r\na\r\n' },
  'a body without end': {
    first: Buffer.concat([
      post(form, 'Transfer-Encoding: chunked'),
      Buffer.from(`fffff\r\n${'a'.repeat(200_000)}`),
    ]),
    again: 'a',
  },
  frame: {
    first: Buffer.concat([Buffer.from(upgrade), frameOf(Buffer.from('4'), 1, { claims: 60_000 })]),
    again: '0',
  },
} as const;
export type Slow = keyof typeof SLOW;

export interface SlowClient {
  readonly kind: Slow;
  /** ms until the server ended the line; null: it has not. */
  endedAfter(): number | null;
  stop(): void;
}

/** One byte a second, for as long as the server takes it. */
export function beSlow(port: number, kind: Slow, from: string): SlowClient {
  const socket = open(port, from);
  const { first, again } = SLOW[kind];
  const began = performance.now();
  let ended: number | null = null;
  let at = 0;
  socket.resume();
  socket.once('secureConnect', () => socket.write(first));
  const drip = setInterval(() => {
    if (again !== '' && socket.writable) socket.write(again[at++ % again.length] as string);
  }, 1_000);
  const stop = () => {
    clearInterval(drip);
    socket.destroy();
  };
  socket.on('close', () => {
    ended ??= performance.now() - began;
    clearInterval(drip);
  });
  return { kind, endedAfter: () => ended, stop };
}
