import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { handshakeSchema, PATHS, PROTOCOL_VERSION, versionSchema } from '../../shared/protocol.ts';
import { clientAddress, isOwnOrigin, type Trust } from '../http/origin.ts';
import type { Clock } from '../live/clock.ts';
import type { TabLines } from '../live/tab-line.ts';
import { agreeLineKey, type LineKey, sealText } from '../sealing/seal.ts';
import { handlersOf, type Services } from './handlers.ts';
import { receive } from './receive.ts';
import { CONNECTION_LIMITS, createThrottle } from './throttle.ts';

export interface SocketServerOptions {
  httpServer: HttpServer;
  now: Clock;
  trust: Trust;
  onFault: (event: string, error: unknown) => void;
  /** W6: for the security log: somebody from this address did something too often. */
  onLimit: (address: string, event: string) => void;
}

/** The sockets of all tabs. Services are given by `serve`, since they need `send` first. */
export interface SocketServer extends TabLines {
  /** The page that is connected for a tab, or null. */
  pageOf(tabId: string): string | null;
  serve(services: Services): void;
  close(): Promise<void>;
}

/** W12: what answers of the live part, refusals too, say to a browser that opens one as a page. */
const ANSWER_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Attaches Socket.IO to the HTTPS server. Message compression is off: compressed memory is hard to erase. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { httpServer, now, trust, onFault, onLimit } = options;
  const io = new Server(httpServer, {
    path: PATHS.socket,
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: LIMITS.frameBytes,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    // Browsers name the origin of every WebSocket; a client that names none is no page of another site.
    allowRequest: (request, decide) =>
      decide(null, request.headers.origin === undefined || isOwnOrigin(request, trust)),
  });
  // Its answers are no pages, whatever a browser takes them for.
  httpServer.prependListener('request', (request, response) => {
    if (!request.url?.startsWith(`${PATHS.socket}/`)) return;
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
  });
  const sockets = new Map<string, Socket>();
  const lineKeys = new Map<string, LineKey>();
  /** Messages a page has not said yet that it shows. */
  const unshown = new WeakMap<Socket, number>();

  io.use((socket, next) => {
    const version = versionSchema.safeParse(socket.handshake.auth).data?.protocol;
    if (version !== undefined && version !== PROTOCOL_VERSION) return next(handshakeError('old-page'));
    const parsed = handshakeSchema.safeParse(socket.handshake.auth);
    if (!parsed.success) return next(handshakeError('bad-message'));
    socket.data = parsed.data;
    next();
  });

  return {
    send: (tabId, event, message) => void sockets.get(tabId)?.emit(event, message),
    async show(tabId, event, message) {
      const socket = sockets.get(tabId);
      if (socket === undefined) return false;
      const waiting = (unshown.get(socket) ?? 0) + 1;
      if (waiting > ABUSE_LIMITS.unshownSteps) {
        socket.disconnect(true); // it reads nothing; what is meant for it would pile up here
        return false;
      }
      unshown.set(socket, waiting);
      try {
        await socket.timeout(LIMITS.receiptMs).emitWithAck(event, message);
        return true;
      } catch {
        return false; // no answer in time, or the line was lost
      } finally {
        unshown.set(socket, (unshown.get(socket) ?? 1) - 1);
      }
    },
    sealKey(tabId, itemId, key) {
      const socket = sockets.get(tabId);
      const line = socket && lineKeys.get(socket.id);
      return line ? sealText(line.key, key, 'item-key', itemId).toString('base64url') : null;
    },
    connected: (tabId) => sockets.has(tabId),
    pageOf: (tabId) => sockets.get(tabId)?.data.pageId ?? null,
    serve(services) {
      const { live, listening } = services;
      io.on('connection', (socket) => {
        const { tabId, name, lineKey } = handshakeSchema.parse(socket.data);
        const line = agreeLineKey(lineKey);
        if (line === null) return void socket.disconnect(true);
        const before = sockets.get(tabId);
        sockets.set(tabId, socket);
        lineKeys.set(socket.id, line);
        // The server had not noticed that the line was lost; what was heard over it ends with it.
        if (before) listening.forgetTab(tabId);
        before?.disconnect(true);
        const address = () => clientAddress(socket.request, trust);
        const noted = new Set<string>();
        const limited = (what: string) => {
          if (noted.has(what)) return; // once for each connection
          noted.add(what);
          onLimit(address(), `limit ${what}`);
        };
        receive(socket, {
          handlers: handlersOf(tabId, { ...services, ...{ now, line, address, limited } }),
          throttle: createThrottle(CONNECTION_LIMITS, now),
          onCut: () => limited('messages'),
          onFault,
        });
        const report = (event: string) => (error: unknown) => onFault(event, error);
        socket.on('disconnect', () => {
          line.erase();
          lineKeys.delete(socket.id);
          if (sockets.get(tabId) !== socket) return; // the tab is back on another socket already
          sockets.delete(tabId);
          listening.forgetTab(tabId);
          live.lineLost(tabId).catch(report('disconnect'));
        });
        socket.emit('line', { key: line.publicKey });
        live.connect(tabId, name).catch(report('connect'));
      });
    },
    async close() {
      io.disconnectSockets(true);
      await io.close();
    },
  };
}

/** An error whose code reaches the page in `connect_error`. */
function handshakeError(code: ErrorCode): Error {
  return Object.assign(new Error(code), { data: { code } });
}
