import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { KeyPair } from '../tls/issue.ts';

/**
 * How long a connection may take, ms: slow clients must not hold on to connections. A request may take as long as an
 * upload may; what is no upload is given less, see `limitBodies`.
 */
export const CONNECTION_TIMES = {
  headersTimeout: ABUSE_LIMITS.headersMs,
  requestTimeout: LIMITS.uploadMs + 30_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5_000,
} as const;

/** The same where nothing is answered but a redirect. */
export const REDIRECT_TIMES = { ...CONNECTION_TIMES, requestTimeout: ABUSE_LIMITS.bodyMs } as const;

/** W1: what the encryption of every connection is made of. */
export function secureOptions(pair: KeyPair): SecureContextOptions {
  return { cert: pair.cert, key: pair.key, minVersion: 'TLSv1.2' };
}

/** An HTTPS server that does not listen: the front door hands it its connections. */
export function createSecureServer(
  pair: KeyPair,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer(
    { ...secureOptions(pair), ...CONNECTION_TIMES, handshakeTimeout: ABUSE_LIMITS.handshakeMs },
    handler,
  );
  // Also of a client that takes nothing of a piece of its answer: what is large is sent in pieces of some 64 kB.
  // Sockets of the live part look after themselves.
  server.timeout = ABUSE_LIMITS.stillMs;
  // Node checks the time limits of requests only on a server that has begun to listen.
  server.emit('listening');
  return server;
}
