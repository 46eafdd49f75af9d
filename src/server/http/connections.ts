import type { Socket } from 'node:net';
import { addressGroup } from '../../meetings/address-group.ts';
import type { Config } from '../config.ts';

/** All connections that are open. */
export interface Connections {
  /** Keeps a connection until it ends. @returns false: its address has as many as it may, and this one was closed */
  keep(socket: Socket): boolean;
  /** Ends all of them. */
  end(): void;
}

/**
 * W12: nobody opens so many connections that there is no room for others.
 *
 * @param isTrustedProxy whose connections are those of many people
 * @param most connections that one address may have open
 */
export function createConnections(isTrustedProxy: Config['isTrustedProxy'], most: number): Connections {
  const sockets = new Set<Socket>();
  const open = new Map<string, number>();

  function count(address: string, change: 1 | -1): number {
    const now = (open.get(address) ?? 0) + change;
    if (now === 0) open.delete(address);
    else open.set(address, now);
    return now;
  }

  return {
    keep(socket) {
      // A lost line is nothing to report; 'close' follows.
      socket.on('error', () => socket.destroy());
      const peer = socket.remoteAddress ?? '';
      const address = addressGroup(peer);
      sockets.add(socket);
      const own = count(address, 1);
      socket.once('close', () => {
        sockets.delete(socket);
        count(address, -1);
      });
      if (own <= most || isTrustedProxy(peer)) return true;
      socket.destroy();
      return false;
    },
    end() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
