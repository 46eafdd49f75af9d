import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { Config } from '../config.ts';
import { createPace, type Pace } from '../pace.ts';
import type { CertificateSource } from '../tls/certificate-source.ts';
import type { HttpApp } from './app.ts';
import { createConnections } from './connections.ts';
import { listen } from './listen.ts';
import { cameThroughProxy } from './origin.ts';
import { answerRedirect, bracketed, redirectTarget, redirectText } from './redirect.ts';
import { CONNECTION_TIMES, REDIRECT_TIMES, secureOptions } from './secure-server.ts';

export interface FrontDoorOptions {
  config: Pick<Config, 'port' | 'host' | 'httpPort' | 'isTrustedProxy' | 'publicUrl'>;
  app: HttpApp;
  certificate: CertificateSource;
  log: FastifyBaseLogger;
  /** A connection that says nothing for this long is closed, ms. */
  firstByteMs?: number;
  /** Connections that one address may have open. */
  connectionsPerAddress?: number;
  /** Pause between two looks whether another certificate is due, ms. */
  refreshMs?: number;
}

export interface FrontDoor {
  /** The port it listens on. */
  port: number;
  /** The port of the redirect alone, if there is one. */
  httpPort: number | null;
  /** Addresses to open, best first; `https://localhost:PORT` is the last. */
  addresses: string[];
  httpsServer: HttpsServer;
  /** Takes no more connections, ends all there are, and closes the app. */
  close(): Promise<void>;
}

/** Handshakes that begin in one turn of the event loop: some 10 ms of work, with all that follows from each. */
const ADMITTED_PER_TURN = 4;
/** First byte of a TLS record that begins a handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;

/**
 * Opens the service's port. Its first byte tells what a connection is: TLS goes to the app; plain HTTP is sent to
 * HTTPS on the same port (W1), unless one of the operator's proxies vouches that it came to it encrypted.
 *
 * @throws StartupError when the port cannot be had
 */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const {
    config,
    app,
    certificate,
    log,
    firstByteMs = ABUSE_LIMITS.firstByteMs,
    connectionsPerAddress = ABUSE_LIMITS.connectionsPerAddress,
    refreshMs = 60_000,
  } = options;
  await app.ready();
  const httpsServer = app.server;
  const connections = createConnections(config.isTrustedProxy, connectionsPerAddress);
  let port = config.port;

  const plain = createPlainServer(httpsServer, config, () => port);
  const admit = createPace({ perTurn: ADMITTED_PER_TURN });
  const front = createNetServer((socket) => {
    if (!connections.keep(socket)) return;
    routeByFirstByte(socket, { limitMs: firstByteMs, admit }, (firstByte) => {
      (firstByte === TLS_HANDSHAKE ? httpsServer : plain).emit('connection', socket);
    });
  });
  port = await listen(front, { variable: 'PORT', port: config.port, host: config.host });

  let redirecting: HttpServer | null = null;
  let httpPort: number | null = null;
  if (config.httpPort !== null) {
    redirecting = createHttpServer(REDIRECT_TIMES, (request, response) => {
      answerRedirect(response, redirectTarget(request, { ...config, port, samePort: false }));
    });
    redirecting.on('connection', (socket) => void connections.keep(socket));
    try {
      httpPort = await listen(redirecting, {
        variable: 'HTTP_PORT',
        port: config.httpPort,
        host: config.host,
      });
    } catch (error) {
      front.close();
      throw error;
    }
  }

  // One look after the other: two at once would write the same files.
  let timer: NodeJS.Timeout;
  let look = Promise.resolve();
  let closing = false;
  const lookLater = () => {
    timer = setTimeout(() => {
      look = refresh(certificate, httpsServer, log).then(() => {
        if (!closing) lookLater();
      });
    }, refreshMs).unref();
  };
  lookLater();

  return {
    port,
    httpPort,
    addresses: addressesOf(config, certificate, port),
    httpsServer,
    async close() {
      closing = true;
      clearTimeout(timer);
      const closed = [front, redirecting].map((server) => server && closeServer(server));
      connections.end();
      for (const server of [plain, httpsServer]) server.close();
      await Promise.all([...closed, look]);
      await app.close();
    },
  };
}

/** Speaks HTTP without encryption; it never listens itself. */
function createPlainServer(
  httpsServer: HttpsServer,
  config: FrontDoorOptions['config'],
  port: () => number,
): HttpServer {
  const target = (request: IncomingMessage) =>
    redirectTarget(request, { ...config, port: port(), samePort: true });
  const plain = createHttpServer(CONNECTION_TIMES, (request, response) => {
    if (cameThroughProxy(request, config)) httpsServer.emit('request', request, response);
    else answerRedirect(response, target(request));
  });
  plain.on('upgrade', (request, socket, head) => {
    if (!cameThroughProxy(request, config)) socket.end(redirectText(target(request)));
    else if (!httpsServer.emit('upgrade', request, socket, head)) socket.destroy();
  });
  plain.timeout = ABUSE_LIMITS.stillMs;
  plain.on('clientError', (_error, socket) => socket.destroy());
  // Node checks the time limits of requests only on a server that has begun to listen.
  plain.emit('listening');
  return plain;
}

/**
 * When everybody comes at once they are let in so many a turn; who has given up meanwhile costs no handshake.
 */
function routeByFirstByte(
  socket: Socket,
  { limitMs, admit }: { limitMs: number; admit: Pace },
  route: (firstByte: number) => void,
): void {
  const timer = setTimeout(() => socket.destroy(), limitMs);
  socket.once('close', () => clearTimeout(timer));
  const peek = () => {
    if (socket.readableLength === 0) {
      socket.read(); // of a connection that has ended this makes the end known
      if (!socket.readableEnded) socket.once('readable', peek);
      return;
    }
    clearTimeout(timer);
    admit(() => {
      const chunk: Buffer | null = socket.read();
      const firstByte = chunk?.[0];
      if (chunk === null || firstByte === undefined) return;
      // All was taken, so an end that came behind it shows itself before the next turn.
      setImmediate(() => {
        if (socket.destroyed || socket.readableEnded) return;
        socket.unshift(chunk);
        route(firstByte);
      });
    });
  };
  socket.once('readable', peek);
}

async function refresh(
  certificate: CertificateSource,
  server: HttpsServer,
  log: FastifyBaseLogger,
): Promise<void> {
  try {
    if (!(await certificate.refresh())) return;
    server.setSecureContext(secureOptions(certificate.pair));
    log.info('new certificate in use');
  } catch (error) {
    log.warn({ err: error }, 'could not renew the certificate; the old one stays in use');
  }
}

function addressesOf(
  config: FrontDoorOptions['config'],
  certificate: CertificateSource,
  port: number,
): string[] {
  const { host, publicUrl } = config;
  const everywhere = host === null || host === '::' || host === '0.0.0.0';
  const isLocal = host === 'localhost' || host === '::1' || /^127\./.test(host ?? '');
  const names = everywhere ? certificate.reachableAs : isLocal ? [] : [host];
  const own = [...names, 'localhost'].map((name) => `https://${bracketed(name)}:${port}`);
  return publicUrl ? [publicUrl, ...own] : own;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
