import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way over TCP that leads somewhere, until it is closed to all who are on it. */
export interface Road {
  readonly port: number;
  /** How many came and did not come through. */
  readonly refused: number;
  /** Nobody comes through, and who was on it is thrown off. */
  shut(): void;
  open(): void;
  /** Throws off who is on it; who comes again is led to where it leads then. */
  clear(): void;
  stop(): Promise<void>;
}

/** @param leadsTo a port of this machine, asked for each who comes; null: nowhere */
export async function startRoad(leadsTo: () => number | null): Promise<Road> {
  let isOpen = true;
  let refused = 0;
  const travellers = new Set<Socket>();
  const server = createServer((coming) => {
    const port = isOpen ? leadsTo() : null;
    coming.on('error', () => {});
    if (port === null) {
      refused += 1;
      return void coming.destroy();
    }
    const going = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [coming, going],
      [going, coming],
    ] as const) {
      travellers.add(one);
      one.setNoDelay(true);
      one.on('error', () => {});
      one.on('close', () => {
        travellers.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clear = () => {
    for (const traveller of travellers) traveller.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    get refused() {
      return refused;
    },
    shut() {
      isOpen = false;
      clear();
    },
    open() {
      isOpen = true;
    },
    clear,
    async stop() {
      clear();
      server.close();
      await once(server, 'close');
    },
  };
}
