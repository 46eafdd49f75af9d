import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Server as SecureServer } from 'node:https';

/** Requests that are being answered. */
export interface RequestsUnderWay {
  readonly count: number;
  /** Resolves when there is none, or after this time. */
  ended(limitMs: number): Promise<void>;
}

/**
 * Watches a server's requests, uploads among them, from their headers until their answer has left or their line is
 * lost. To be called before sockets are attached: their requests never end, and are not counted.
 */
export function watchRequests(server: Server | SecureServer): RequestsUnderWay {
  let count = 0;
  const waiting = new Set<() => void>();
  server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
    count += 1;
    response.once('close', () => {
      count -= 1;
      if (count > 0) return;
      for (const tell of waiting) tell();
    });
  });
  return {
    get count() {
      return count;
    },
    ended(limitMs) {
      if (count === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = () => {
          clearTimeout(late);
          waiting.delete(settle);
          resolve();
        };
        const late = setTimeout(settle, limitMs);
        waiting.add(settle);
      });
    },
  };
}
