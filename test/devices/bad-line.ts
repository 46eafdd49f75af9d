import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createRandom, type Random } from '../rooms/random.ts';

/** A TCP proxy before a port of this machine, which makes the way there as bad as is wanted. */
export interface BadLine {
  readonly port: number;
  /** Segments that were lost so far. */
  readonly lost: number;
  /** Ends all connections; new ones are refused. */
  cut(): void;
  /** Nothing passes any more, in either direction, and no connection ends; new ones stay without an answer. */
  stall(): void;
  /** The way is free again. What was sent while nothing passed arrives, as TCP would send it again. */
  heal(): Promise<void>;
  close(): Promise<void>;
}

export interface BadLineOptions {
  /** The port it leads to. */
  target: number;
  /** ms */
  roundTripMs?: number;
  /**
   * How many segments are lost, 0 to 1. TCP sends them again: what is seen of a loss is that it, and all that follows,
   * comes later.
   */
  loss?: number;
  /** The same seed loses the same segments, counted from the beginning of each connection. */
  seed?: number;
}

/** Bytes of one segment. */
const SEGMENT = 1_460;
/** A segment is sent again after a round trip and this, ms. */
const RETRANSMIT_MS = 200;

/** Opens the way. */
export async function startBadLine(options: BadLineOptions): Promise<BadLine> {
  const { target, roundTripMs = 0, loss = 0, seed = 1 } = options;
  const way = { roundTripMs, loss, isStalled: false, lost: 0 };
  const open = new Set<Socket>();
  const directions = new Set<Direction>();
  const random = createRandom(seed);
  let connections = 0;

  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    connections += 1;
    for (const [from, to, name] of [
      [near, far, 'there'],
      [far, near, 'back'],
    ] as const) {
      open.add(from);
      const direction = new Direction(to, way, random.fork(`${connections} ${name}`));
      directions.add(direction);
      from.setNoDelay(true);
      from.on('data', (bytes: Buffer) => direction.take(bytes));
      from.on('end', () => direction.take(null));
      from.on('error', () => {}); // its end is told below
      from.on('close', () => {
        open.delete(from);
        direction.take(null);
      });
      to.on('close', () => {
        direction.end();
        directions.delete(direction);
      });
    }
  });
  const port = await listen(server, 0);

  return {
    port,
    get lost() {
      return way.lost;
    },
    cut() {
      server.close();
      for (const socket of open) socket.destroy();
    },
    stall() {
      way.isStalled = true;
    },
    async heal() {
      way.isStalled = false;
      for (const direction of directions) direction.pass();
      if (!server.listening) await listen(server, port);
    },
    async close() {
      for (const direction of directions) direction.end();
      for (const socket of open) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

interface Way {
  readonly roundTripMs: number;
  readonly loss: number;
  isStalled: boolean;
  lost: number;
}

/** What goes in one direction of a connection, in its order. */
class Direction {
  readonly #to: Socket;
  readonly #way: Way;
  readonly #random: Random;
  /** null: the end. */
  readonly #waiting: { readonly bytes: Buffer | null; readonly due: number }[] = [];
  /** Nothing arrives before this. */
  #notBefore: number;
  #isEnding = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(to: Socket, way: Way, random: Random) {
    this.#to = to;
    this.#way = way;
    this.#random = random;
    // The connection itself takes a round trip before its first byte leaves.
    this.#notBefore = performance.now() + way.roundTripMs;
  }

  take(bytes: Buffer | null): void {
    if (this.#isEnding) return;
    if (bytes === null) {
      this.#isEnding = true;
      this.#waiting.push({ bytes, due: this.#dueNext() });
    } else {
      for (let at = 0; at < bytes.length; at += SEGMENT) {
        this.#waiting.push({ bytes: bytes.subarray(at, at + SEGMENT), due: this.#dueNext() });
      }
    }
    this.pass();
  }

  /** Lets through what has arrived by now. */
  pass(): void {
    clearTimeout(this.#timer);
    if (this.#way.isStalled) return;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        this.#timer = setTimeout(() => this.pass(), wait);
        return;
      }
      this.#waiting.shift();
      if (next.bytes === null) this.#to.end();
      else this.#to.write(next.bytes);
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#isEnding = true;
  }

  #dueNext(): number {
    const { roundTripMs, loss } = this.#way;
    let due = Math.max(this.#notBefore, performance.now() + roundTripMs / 2);
    while (this.#random.next() < loss) {
      this.#way.lost += 1;
      due += RETRANSMIT_MS + roundTripMs;
    }
    this.#notBefore = due;
    return due;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}
