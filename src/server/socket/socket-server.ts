import type { Server as HttpServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Server, type Socket } from 'socket.io';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { ItemKeys } from '../../shared/meeting-view.ts';
import {
  comeBackSchema,
  handshakeSchema,
  PATHS,
  PROTOCOL_VERSION,
  versionSchema,
} from '../../shared/protocol.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import { clientAddress, isOwnOrigin, type Trust } from '../http/origin.ts';
import type { Clock } from '../live/clock.ts';
import type { LiveService } from '../live/live-service.ts';
import type { SendToTab, ShownEvent, TabLines, Unkeyed } from '../live/tab-line.ts';
import { createPace } from '../pace.ts';
import { agreeLineKey, type LineKey, sealText } from '../sealing/seal.ts';
import { handlersOf, type Services } from './handlers.ts';
import { letGo } from './let-go.ts';
import { receive } from './receive.ts';
import { CONNECTION_LIMITS, createThrottle } from './throttle.ts';

export interface SocketServerOptions {
  httpServer: HttpServer;
  now: Clock;
  trust: Trust;
  onFault: (event: string, error: unknown) => void;
  /** W6: for the security log: somebody from this address did something too often. */
  onLimit: (address: string, event: string) => void;
  /** The keys of items. */
  keyring: Keyring;
  /** W12: whether a page may come; one that was here may always. Always when left out. */
  isWelcome?: (tabId: string, ticket: string | null) => Promise<boolean>;
}

export interface Keyring {
  /** @returns null when all keys are here */
  load(itemIds: readonly string[]): Promise<void> | null;
  /** Where it lies; null: erased. */
  key(itemId: string): Uint8Array | null;
}

/** The sockets of all tabs. Services are given by `serve`, since they need `send` first. */
export interface SocketServer extends TabLines {
  /** Whether a socket of this tab is open here. */
  connected(tabId: string): boolean;
  /** All tabs that are connected here. */
  tabs(): readonly string[];
  /** The tab is connected to another server. */
  drop(tabId: string): void;
  /** Everything was lost but the lines: each page is asked where it was. */
  recall(): Promise<void>;
  /** The servers do not reach what they share, or do again: all pages are told, also those that come meanwhile. */
  interrupted(on: boolean): void;
  /** The page that is connected for a tab, or null. */
  pageOf(tabId: string): string | null;
  serve(services: Services): void;
  /** How many are connected. */
  readonly size: number;
  /** From now on nobody can connect. */
  refuseNew(): void;
  /** Closes all connections, one after the other over so many ms; their pages connect again by themselves. */
  letGo(spreadMs: number): Promise<void>;
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

/** Lines that are lost, and pages that are asked, in one turn of the event loop: a few ms of work. */
const PER_TURN = 8;
/** How long a page has to say where it was, ms. */
const ANSWER_MS = 10_000;

/** Attaches Socket.IO to the HTTPS server. Message compression is off: compressed memory is hard to erase. */
export function createSocketServer(options: SocketServerOptions): SocketServer {
  const { httpServer, now, trust, onFault, onLimit, keyring, isWelcome = async () => true } = options;
  let isOpen = true;
  let isInterrupted = false;
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
      decide(null, isOpen && (request.headers.origin === undefined || isOwnOrigin(request, trust))),
  });
  // Its answers are no pages, whatever a browser takes them for.
  httpServer.prependListener('request', (request, response) => {
    if (!request.url?.startsWith(`${PATHS.socket}/`)) return;
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
  });
  let live: LiveService | null = null;
  const goodbyes = createPace({ perTurn: PER_TURN });
  const tellings = createPace({ perTurn: PER_TURN });
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
    const { tabId, ticket } = parsed.data;
    isWelcome(tabId, ticket).then(
      (welcome) => next(welcome ? undefined : handshakeError('server-full')),
      () => next(), // where tabs are known cannot be asked; that is told otherwise
    );
  });

  /** What has to be sent first; keys that are elsewhere keep no message from its place. */
  const before = new WeakMap<Socket, Promise<void>>();
  function inOrder(socket: Socket, ready: Promise<void> | null, say: () => void): void {
    const last = before.get(socket);
    if (last === undefined && ready === null) {
      say();
      return;
    }
    const mine = Promise.all([last, ready]).then(say, say);
    before.set(socket, mine);
    void mine.then(() => {
      if (before.get(socket) === mine) before.delete(socket);
    });
  }

  function keysFor(socket: Socket, itemIds: readonly string[]): ItemKeys {
    const line = lineKeys.get(socket.id);
    const keys: Record<string, string> = {};
    for (const itemId of itemIds) {
      const key = keyring.key(itemId);
      if (line === undefined || key === null) continue;
      keys[itemId] = sealText(line.key, key, 'item-key', itemId).toString('base64url');
    }
    return keys;
  }

  const send: SendToTab = (tabId, event, message) => {
    const socket = sockets.get(tabId);
    if (socket !== undefined) inOrder(socket, null, () => void socket.emit(event, message));
  };

  function emitShown<E extends ShownEvent>(
    socket: Socket,
    event: E,
    message: Unkeyed<E>,
    itemIds: readonly string[],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      inOrder(socket, keyring.load(itemIds), () => {
        const whole = { ...message, keys: keysFor(socket, itemIds) };
        socket.timeout(LIMITS.receiptMs).emitWithAck(event, whole).then(resolve, reject);
      });
    });
  }

  /** Everything was lost but the line: the page says where it was. One that does not answer connects anew. */
  async function askBack(socket: Socket, live: LiveService): Promise<void> {
    const { tabId, pageId: page } = handshakeSchema.parse(socket.data);
    try {
      const answer = await socket.timeout(ANSWER_MS).emitWithAck('come-back', {});
      const { name, ticket } = comeBackSchema.parse(answer);
      if (sockets.get(tabId) === socket) await live.connect(tabId, name, { page, ticket });
    } catch (error) {
      if (isRedisAway(error)) return; // it is asked again when Redis is back
      if (socket.connected) onFault('come-back', error);
      socket.disconnect(true);
    }
  }

  return {
    send,
    async recall() {
      const asking: Promise<void>[] = [];
      for (const [i, socket] of [...sockets.values()].entries()) {
        if (i % PER_TURN === PER_TURN - 1) await nextTurn();
        if (live && socket.connected) asking.push(askBack(socket, live));
      }
      await Promise.all(asking);
    },
    interrupted(on) {
      isInterrupted = on;
      for (const socket of sockets.values()) tellings(() => socket.emit('interruption', { on }));
    },
    async show(tabId, event, message, itemIds) {
      const socket = sockets.get(tabId);
      if (socket === undefined) return false;
      const waiting = (unshown.get(socket) ?? 0) + 1;
      if (waiting > ABUSE_LIMITS.unshownSteps) {
        socket.disconnect(true); // it reads nothing; what is meant for it would pile up here
        return false;
      }
      unshown.set(socket, waiting);
      try {
        await emitShown(socket, event, message, itemIds);
        return true;
      } catch {
        return false; // no answer in time, or the line was lost
      } finally {
        unshown.set(socket, (unshown.get(socket) ?? 1) - 1);
      }
    },
    connected: (tabId) => sockets.has(tabId),
    tabs: () => [...sockets.keys()],
    drop: (tabId) => void sockets.get(tabId)?.disconnect(true),
    pageOf: (tabId) => sockets.get(tabId)?.data.pageId ?? null,
    serve(services) {
      live = services.live;
      const { live: serving, listening } = services;
      io.on('connection', (socket) => {
        const { tabId, name, lineKey, pageId: page, ticket } = handshakeSchema.parse(socket.data);
        const line = agreeLineKey(lineKey);
        if (line === null) return void socket.disconnect(true);
        const earlier = sockets.get(tabId);
        sockets.set(tabId, socket);
        lineKeys.set(socket.id, line);
        // The server had not noticed that the line was lost; what was heard over it ends with it.
        if (earlier) listening.forgetTab(tabId);
        earlier?.disconnect(true);
        const address = () => clientAddress(socket.request, trust);
        const noted = new Set<string>();
        const limited = (what: string) => {
          if (noted.has(what)) return; // once for each connection
          noted.add(what);
          onLimit(address(), `limit ${what}`);
        };
        receive(socket, {
          handlers: handlersOf(tabId, {
            ...{ ...services, now, line, address, limited },
            askBack: () => void askBack(socket, serving),
          }),
          throttle: createThrottle(CONNECTION_LIMITS, now),
          onCut: () => limited('messages'),
          onFault,
        });
        const report = (event: string) => (error: unknown) => onFault(event, error);
        socket.on('disconnect', () => {
          line.erase();
          lineKeys.delete(socket.id);
          goodbyes(() => {
            if (sockets.get(tabId) !== socket) return; // the tab is back on another socket already
            sockets.delete(tabId);
            listening.forgetTab(tabId);
            serving.lineLost(tabId).catch(report('disconnect'));
          });
        });
        socket.emit('line', { key: line.publicKey });
        if (isInterrupted) socket.emit('interruption', { on: true });
        serving.connect(tabId, name, { page, ticket }).catch(report('connect'));
      });
    },
    get size() {
      return io.sockets.sockets.size;
    },
    refuseNew() {
      isOpen = false;
    },
    letGo: (spreadMs) => letGo([...io.sockets.sockets.values()], spreadMs),
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
