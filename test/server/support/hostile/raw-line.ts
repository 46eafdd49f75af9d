import { type ConnectionOptions, connect } from 'node:tls';
import { PATHS } from '../../../../src/shared/protocol.ts';

/** Opcodes of WebSocket frames. */
export const TEXT = 1;
export const BINARY = 2;
const CLOSE = 8;

/** A WebSocket frame as a client sends it, or as none would. The mask is zero, so that the payload stays as it is. */
export function frameOf(
  payload: Uint8Array,
  opcode: number = TEXT,
  { isLast = true, reserved = 0, isMasked = true, claims = payload.length } = {},
): Buffer {
  const head = Buffer.alloc(14);
  head[0] = (isLast ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = isMasked ? 0x80 : 0;
  let length = 2;
  if (claims < 126) head[1] = mask | claims;
  else if (claims < 65_536) {
    head[1] = mask | 126;
    length = head.writeUInt16BE(claims, 2);
  } else {
    head[1] = mask | 127;
    length = head.writeBigUInt64BE(BigInt(claims), 2);
  }
  return Buffer.concat([head.subarray(0, length + (isMasked ? 4 : 0)), payload]);
}

export interface LineTarget {
  readonly port: number;
  /** An address of this machine. */
  readonly from: string;
  /** What the request for the line says besides. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A line to a server on which anything can be said. */
export interface RawLine {
  /** Of the answer to the request for the line; 0: there was none. */
  readonly status: number;
  readonly isOpen: boolean;
  /** Everything that came, frames and all. */
  heard(): Buffer;
  say(...frames: readonly Buffer[]): void;
  /** Waits until a text came, or the line was closed, or it takes too long. */
  hears(text: string, ms: number): Promise<'heard' | 'closed' | 'late'>;
  close(): void;
}

/** Asks for a line, as a browser does. */
export function openRawLine({ port, from, headers = {} }: LineTarget, ms = 10_000): Promise<RawLine> {
  // `localAddress` is passed on to the socket below.
  const where: ConnectionOptions & { localAddress: string } = { port, localAddress: from };
  const socket = connect({ ...where, host: '127.0.0.1', rejectUnauthorized: false });
  const parts: Buffer[] = [];
  let whole = '';
  let isOpen = true;
  let look = () => {};
  socket.on('error', () => socket.destroy());
  socket.on('data', (part: Buffer) => {
    parts.push(part);
    whole += part.toString('latin1');
    // A server that ends a line says so, and waits for a while for an answer that an attacker does not give.
    if (opcodes(part).includes(CLOSE)) isOpen = false;
    look();
  });
  socket.on('close', () => {
    isOpen = false;
    look();
  });
  const opcodes = createOpcodeReader();
  const hears: RawLine['hears'] = (text, patience) =>
    new Promise((resolve) => {
      const late = setTimeout(() => end('late'), patience);
      const end = (how: 'heard' | 'closed' | 'late') => {
        clearTimeout(late);
        look = () => {};
        resolve(how);
      };
      look = () => {
        if (whole.includes(text)) end('heard');
        else if (!isOpen) end('closed');
      };
      look();
    });
  const line = {
    status: 0,
    get isOpen() {
      return isOpen;
    },
    heard: () => Buffer.concat(parts),
    say: (...frames: readonly Buffer[]) => void (isOpen && socket.write(Buffer.concat(frames))),
    hears,
    close: () => void socket.destroy(),
  };
  const asking = {
    ...{ Host: `127.0.0.1:${port}`, Connection: 'Upgrade', Upgrade: 'websocket' },
    ...{ 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', ...headers },
  };
  const lines = Object.entries(asking).map(([name, value]) => `${name}: ${value}`);
  socket.once('secureConnect', () =>
    socket.write([`GET ${PATHS.socket}/?EIO=4&transport=websocket HTTP/1.1`, ...lines, '', ''].join('\r\n')),
  );
  return hears('\r\n\r\n', ms).then(() => {
    line.status = Number(/^HTTP\/1\.1 (\d{3})/.exec(whole)?.[1] ?? 0);
    return line;
  });
}

/** Reads the opcodes of a server's frames, after its answer to the request for the line. */
function createOpcodeReader(): (part: Buffer) => number[] {
  let rest = Buffer.alloc(0);
  let isUpgraded = false;
  return (part) => {
    rest = Buffer.concat([rest, part]);
    const end = isUpgraded ? 0 : rest.indexOf('\r\n\r\n') + 4;
    if (!isUpgraded && end < 4) return [];
    isUpgraded = true;
    rest = rest.subarray(end);
    const opcodes: number[] = [];
    for (let size = sizeOf(rest); size !== null && rest.length >= size; size = sizeOf(rest)) {
      opcodes.push((rest[0] as number) & 15);
      rest = rest.subarray(size);
    }
    return opcodes;
  };
}

/** Bytes of the frame that begins here; null: its head is not there yet. */
function sizeOf(bytes: Buffer): number | null {
  const length = (bytes[1] ?? 0) & 127;
  const head = length < 126 ? 2 : length === 126 ? 4 : 10;
  if (bytes.length < head) return null;
  if (length < 126) return head + length;
  return head + (length === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)));
}
