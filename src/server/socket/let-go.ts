import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io';

/**
 * Closes the lines below sockets, one after the other over so many ms. To their pages that is a line that was lost, and
 * they look for another at once, as they did before this server could be asked to stop.
 */
export async function letGo(sockets: readonly Socket[], spreadMs: number): Promise<void> {
  const began = performance.now();
  for (const [i, socket] of sockets.entries()) {
    const due = began + (spreadMs * i) / sockets.length - performance.now();
    if (due > 1) await sleep(due);
    socket.conn.close();
  }
}
