import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  handshakeSchema,
  PATHS,
  PROTOCOL_VERSION,
  type Reply,
  versionSchema,
} from '../../shared/protocol.ts';
import { isOwnOrigin, type Trust } from '../http/origin.ts';
import type { Clock } from '../live/clock.ts';
import type { ListeningService } from '../live/listening-service.ts';
import type { LiveService, SendToTab } from '../live/live-service.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import { createChunkTaker } from './chunk-taker.ts';
import { type Handlers, receive } from './receive.ts';
import { CONNECTION_LIMITS, createThrottle } from './throttle.ts';

export interface SocketServerOptions {
  httpServer: HttpServer;
  now: Clock;
  trust: Trust;
  onFault: (event: string, error: unknown) => void;
}

/** The sockets of all tabs. Services are given by `serve`, since they need `send` first. */
export interface SocketServer {
  send: SendToTab;
  connected(tabId: string): boolean;
  /** The page that is connected for a tab, or null. */
  pageOf(tabId: string): string | null;
  serve(services: Omit<Services, 'now'>): void;
  close(): Promise<void>;
}

const refusal = (error: ErrorCode) => ({ ok: false, error }) as const;
const done = (error: ErrorCode | null): Reply => (error === null ? { ok: true } : refusal(error));
const answering =
  <Message>(handle: (message: Message) => Promise<ErrorCode | null>) =>
  async (message: Message) =>
    done(await handle(message));

/** Attaches Socket.IO to the HTTPS server. Message compression is off: compressed memory is hard to erase. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { httpServer, now, trust, onFault } = options;
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
  const sockets = new Map<string, Socket>();

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
    connected: (tabId) => sockets.has(tabId),
    pageOf: (tabId) => sockets.get(tabId)?.data.pageId ?? null,
    serve(services) {
      const { live, listening } = services;
      io.on('connection', (socket) => {
        const { tabId, name } = handshakeSchema.parse(socket.data);
        const before = sockets.get(tabId);
        sockets.set(tabId, socket);
        // The server had not noticed that the line was lost; what was heard over it ends with it.
        if (before) listening.forgetTab(tabId);
        before?.disconnect(true);
        receive(socket, {
          handlers: handlersOf(tabId, { ...services, now }),
          throttle: createThrottle(CONNECTION_LIMITS, now),
          onFault,
        });
        const report = (event: string) => (error: unknown) => onFault(event, error);
        socket.on('disconnect', () => {
          if (sockets.get(tabId) !== socket) return; // the tab is back on another socket already
          sockets.delete(tabId);
          listening.forgetTab(tabId);
          live.lineLost(tabId).catch(report('disconnect'));
        });
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

interface Services {
  live: LiveService;
  listening: ListeningService;
  matching: Pick<MatchingThreads, 'push'>;
  now: Clock;
}

function handlersOf(tabId: string, { live, listening, matching, now }: Services): Handlers {
  return {
    clock: () => ({ ok: true, serverTime: now() }),
    heartbeat: async () => {
      await live.heartbeat(tabId);
      return { ok: true };
    },
    'recording-start': (recording) => {
      const started = listening.start(tabId, recording);
      return 'error' in started ? refusal(started.error) : { ok: true, ...started };
    },
    'recording-chunk': answering(
      createChunkTaker(tabId, {
        stateOf: (tab, recordingId) => listening.stateOf(tab, recordingId),
        push: matching.push,
      }),
    ),
    'recording-end': ({ recordingId }) => done(listening.end(tabId, recordingId)),
    'nearby-answer': ({ questionId, yes }) => done(listening.answer(tabId, questionId, yes)),
    rename: async ({ name }) => done(await live.rename(tabId, name)),
    'item-add': async ({ itemId, content }) => done(await live.addItem(tabId, itemId, content)),
    'item-remove': async ({ itemId }) => done(await live.removeItem(tabId, itemId)),
    leave: async () => {
      listening.withdraw(tabId);
      return done(await live.leave(tabId));
    },
    refresh: async () => {
      await live.refresh(tabId);
      return { ok: true };
    },
  };
}
