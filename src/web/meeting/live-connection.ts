import { type Signal, signal } from '@preact/signals';
import { io } from 'socket.io-client';
import { applyChange } from '../../shared/apply-change.ts';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  type ComeBack,
  PATHS,
  type PlaySound,
  PROTOCOL_VERSION,
  type Receipt,
  type RecordingResult,
  type Reply,
  replySchema,
  type ServerEvent,
  type ServerMessage,
  type Shelf,
  serverMessages,
} from '../../shared/protocol.ts';
import type { Purpose } from '../../shared/sealing.ts';
import { createIdleWatch } from './idle-watch.ts';
import { createOpener, type OpenItem, type OpenView } from './opened.ts';
import type { Request } from './request.ts';
import { laterHere } from './retries.ts';
import { createLineKeys, type Seal } from './sealed-line.ts';

export type ConnectionState = 'connecting' | 'online' | 'offline';

export interface LiveConnectionOptions {
  tabId: string;
  /** New with each load of the page. */
  pageId: string;
  /** The name at the time of each connecting. */
  name(): string | null;
  onOnline(): void;
  onOffline(): void;
  /** A whole view came and is about to be shown: after connecting, joining, leaving, or asking again. */
  onView(view: OpenView | null, why: 'removed' | null, isRestored: boolean): void;
  /** The servers have lost everything, and the line is there. */
  onMemoryLost(): void;
  /** B7: somebody was sent out, and is about to be gone from the view. */
  onSentOut(sent: SentOut): void;
  onResult(result: RecordingResult): void;
  onNearby(question: ServerMessage<'nearby'>): void;
  onPlaySound(sound: PlaySound): void;
  onReceipt(receipt: Receipt): void;
  onDoor(door: ServerMessage<'door'>): void;
  /** The servers do not reach what they share, or do again. */
  onInterruption(on: boolean): void;
  /** C6: the server has let this tab go, and the page has nothing of a meeting or a shelf any more. */
  onForgotten(): void;
}

/** Ids of participants: who was sent out, and by whom. */
export interface SentOut {
  readonly participantId: string;
  readonly by: string;
}

/** C7: what lies on the person's own shelf. */
export interface OpenShelf {
  readonly items: readonly OpenItem[];
  readonly held: boolean;
}

/** The line to the server. It comes back by itself, for ever, and brings the meeting with it. */
export interface LiveConnection {
  readonly state: Signal<ConnectionState>;
  /** Why the server does not take this page; null while it does. */
  readonly refusal: Signal<ErrorCode | null>;
  readonly meeting: Signal<OpenView | null>;
  readonly shelf: Signal<OpenShelf>;
  readonly request: Request;
  /** Seals for this connection, in the order of the calls; null: there is no line. */
  seal(bytes: Uint8Array<ArrayBuffer>, purpose: Purpose, id: string): Promise<Uint8Array<ArrayBuffer> | null>;
  open(): void;
  /** Makes the line anew. */
  renew(): void;
  close(): void;
  /** C4: nothing brings this page back into the meeting it is in now, should the servers lose it. */
  dropTicket(): void;
  /** The page may have slept: what it shows is forgotten if that was too long. */
  wake(): void;
}

const ANSWER_MS = 5_000;
/** A connection the server itself closed, or would not take, is tried again after this; ms. */
const RETRY_MS = 1_500;
/** One that had no room for this page is left alone for so long, and up to as much again. */
const FULL_RETRY_MS = 5_000;

export function createLiveConnection(options: LiveConnectionOptions): LiveConnection {
  const state = signal<ConnectionState>('connecting');
  const refusal = signal<ErrorCode | null>(null);
  const meeting = signal<OpenView | null>(null);
  const shelf = signal<OpenShelf>({ items: [], held: false });
  const lineKeys = createLineKeys();
  const opener = createOpener();
  /** Of this connection; null: there is none. */
  let seal: Promise<Seal> | null = null;
  /** What came is opened, and what goes is sealed, one after the other. */
  let coming: Promise<void> = Promise.resolve();
  let going: Promise<unknown> = Promise.resolve();
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let sentName: string | null = null;
  /** C6: in this page's memory and nowhere else. */
  let ticket: string | null = null;

  const socket = io({
    path: PATHS.socket,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    autoConnect: false,
    reconnectionDelay: 500,
    reconnectionDelayMax: 3_000,
    timeout: 8_000,
    auth: (give) => {
      sentName = options.name();
      const said = {
        protocol: PROTOCOL_VERSION,
        tabId: options.tabId,
        pageId: options.pageId,
        name: sentName,
        ticket,
      };
      void lineKeys.publicKey().then((lineKey) => give({ ...said, lineKey }));
    },
  });

  const request: Request = async (event, message) => {
    // Socket.IO would keep the message and send it after reconnecting; sound must never wait (A5).
    if (!socket.connected) return { ok: false, error: 'offline' };
    const reply: unknown = await socket
      .timeout(ANSWER_MS)
      .emitWithAck(event, message)
      .catch(() => null);
    if (reply !== null) idle.heard();
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) return { ok: false, error: reply === null ? 'offline' : 'internal' };
    return parsed.data as Reply<typeof event>;
  };

  const beat = async () => {
    const reply = await request('heartbeat', {});
    if (reply.ok && reply.ticket !== null && meeting.value !== null) ticket = reply.ticket;
  };

  const receive = <E extends ServerEvent>(event: E, take: (message: ServerMessage<E>) => void) => {
    socket.on(event as string, (message: unknown) => {
      const parsed = serverMessages[event].safeParse(message);
      if (parsed.success) take(parsed.data as ServerMessage<E>);
    });
  };
  /** What has to be opened first, in the order in which it came; acknowledged when it is on the screen (B2). */
  const receiveSealed = <E extends 'meeting' | 'change' | 'shelf'>(
    event: E,
    take: (message: ServerMessage<E>, seal: Seal | null) => Promise<void>,
  ) => {
    socket.on(event as string, (message: unknown, acknowledge: unknown) => {
      const line = seal;
      coming = coming
        .then(async () => {
          const parsed = serverMessages[event].safeParse(message);
          if (!parsed.success) return void request('refresh', {});
          await take(parsed.data as ServerMessage<E>, line === null ? null : await line.catch(() => null));
          opener.keep(new Set([...(meeting.value?.items ?? []), ...shelf.value.items].map(({ id }) => id)));
          if (typeof acknowledge === 'function') setTimeout(() => void acknowledge(), 0);
        })
        .catch(() => void request('refresh', {}));
    });
  };

  receive('line', ({ key }) => {
    seal = lineKeys.agree(key);
    seal.catch(() => {}); // then nothing opens, and nothing is sealed
  });
  receiveSealed('meeting', async ({ view, keys, why, restored, ...given }, line) => {
    const opened = view === null ? null : await opener.view(view, keys, line);
    ticket = given.ticket;
    options.onView(opened, why, restored);
    meeting.value = opened;
  });
  receiveSealed('change', async ({ revision, change, keys }, line) => {
    const view = meeting.value;
    if (view === null || revision <= view.revision) return;
    if (revision !== view.revision + 1) return void request('refresh', {});
    if (change.type === 'left' && change.removedBy !== null) {
      options.onSentOut({ participantId: change.participantId, by: change.removedBy });
    }
    meeting.value = applyChange(view, await opener.change(change, keys, line, view.reader));
    const isShut = change.type === 'locked' || (change.type === 'left' && change.removedBy !== null);
    if (isShut) void beat(); // B7: the ticket says so, too
  });
  receiveSealed('shelf', async ({ items, keys, reader, held }: Shelf, line) => {
    shelf.value = { items: await opener.items(items, keys, line, reader ?? ''), held };
  });
  socket.on('come-back', (_: unknown, acknowledge: unknown) => {
    options.onMemoryLost();
    sentName = options.name();
    const answer: ComeBack = { name: sentName, ticket };
    if (typeof acknowledge === 'function') acknowledge(answer);
  });
  receive('receipt', options.onReceipt);
  receive('door', options.onDoor);
  receive('interruption', ({ on }) => options.onInterruption(on));
  receive('recording-result', options.onResult);
  receive('nearby', options.onNearby);
  receive('play-sound', options.onPlaySound);

  /** C6, C10: by now the server has let this tab go, and what it still shows is nobody's any more. */
  const forget = () => {
    ticket = null;
    if (meeting.value !== null) options.onView(null, null, false);
    meeting.value = null;
    shelf.value = { items: [], held: false };
    opener.keep(new Set());
    options.onForgotten();
    if (socket.connected) void request('refresh', {}); // it may have another mind
  };
  const idle = createIdleWatch({ now: () => Date.now(), later: laterHere, onIdle: forget });
  const lost = () => {
    clearInterval(heartbeat);
    idle.lost();
    seal = null;
    if (state.value !== 'connecting' || meeting.value !== null) state.value = 'offline';
    options.onOffline();
  };
  const tryAgain = (ms = RETRY_MS) => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), ms);
  };

  socket.on('connect', () => {
    idle.found();
    state.value = 'online';
    refusal.value = null;
    heartbeat = setInterval(() => void beat(), LIMITS.heartbeatMs);
    const name = options.name();
    if (name !== sentName) void request('rename', { name });
    options.onOnline();
  });
  socket.on('disconnect', (reason) => {
    lost();
    if (reason === 'io server disconnect') tryAgain();
  });
  socket.on('connect_error', (error) => {
    idle.lost();
    state.value = 'offline';
    options.onOffline();
    if (socket.active) return; // Socket.IO tries again by itself
    const code = (error as Error & { data?: { code?: unknown } }).data?.code;
    refusal.value =
      typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
    if (refusal.value === 'server-full') tryAgain(FULL_RETRY_MS * (1 + Math.random()));
    else if (refusal.value !== 'old-page') tryAgain();
  });

  return {
    state,
    refusal,
    meeting,
    shelf,
    request,
    seal(bytes, purpose, id) {
      const line = seal;
      const sealing = going.then(async () => (await line)?.seal(bytes, purpose, id) ?? null);
      going = sealing.catch(() => {});
      return sealing.catch(() => null);
    },
    open: () => void socket.connect(),
    renew() {
      if (socket.connected) socket.io.engine.close();
    },
    dropTicket() {
      ticket = null;
    },
    wake: idle.look,
    close() {
      ticket = null; // C5: a page that is left comes back as a new one
      clearTimeout(retry);
      socket.disconnect();
    },
  };
}
