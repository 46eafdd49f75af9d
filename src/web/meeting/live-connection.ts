import { type Signal, signal } from '@preact/signals';
import { io } from 'socket.io-client';
import { applyChange } from '../../shared/apply-change.ts';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { MeetingView } from '../../shared/meeting-view.ts';
import {
  PATHS,
  type PlaySound,
  PROTOCOL_VERSION,
  type RecordingResult,
  type Reply,
  replySchema,
  type ServerEvent,
  type ServerMessage,
  serverMessages,
} from '../../shared/protocol.ts';
import type { Request } from './request.ts';

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
  onView(view: MeetingView | null): void;
  onResult(result: RecordingResult): void;
  onNearby(question: ServerMessage<'nearby'>): void;
  onPlaySound(sound: PlaySound): void;
}

/** The line to the server. It comes back by itself, for ever, and brings the meeting with it. */
export interface LiveConnection {
  readonly state: Signal<ConnectionState>;
  /** Why the server does not take this page; null while it does. */
  readonly refusal: Signal<ErrorCode | null>;
  readonly meeting: Signal<MeetingView | null>;
  readonly request: Request;
  open(): void;
  close(): void;
}

const ANSWER_MS = 5_000;
/** A connection the server itself closed, or would not take, is tried again after this; ms. */
const RETRY_MS = 1_500;

export function createLiveConnection(options: LiveConnectionOptions): LiveConnection {
  const state = signal<ConnectionState>('connecting');
  const refusal = signal<ErrorCode | null>(null);
  const meeting = signal<MeetingView | null>(null);
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let sentName: string | null = null;

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
      give({ protocol: PROTOCOL_VERSION, tabId: options.tabId, pageId: options.pageId, name: sentName });
    },
  });

  const request: Request = async (event, message) => {
    // Socket.IO would keep the message and send it after reconnecting; sound must never wait (A5).
    if (!socket.connected) return { ok: false, error: 'offline' };
    const reply: unknown = await socket
      .timeout(ANSWER_MS)
      .emitWithAck(event, message)
      .catch(() => null);
    const parsed = replySchema.safeParse(reply);
    if (!parsed.success) return { ok: false, error: reply === null ? 'offline' : 'internal' };
    return parsed.data as Reply<typeof event>;
  };

  const receive = <E extends ServerEvent>(event: E, take: (message: ServerMessage<E>) => void) => {
    socket.on(event as string, (message: unknown) => {
      const parsed = serverMessages[event].safeParse(message);
      if (parsed.success) take(parsed.data as ServerMessage<E>);
      else if (event === 'meeting' || event === 'change') void request('refresh', {});
    });
  };

  receive('meeting', (view) => {
    options.onView(view);
    meeting.value = view;
  });
  receive('change', ({ revision, change }) => {
    const view = meeting.value;
    if (view === null || revision <= view.revision) return;
    if (revision === view.revision + 1) meeting.value = applyChange(view, change);
    else void request('refresh', {});
  });
  receive('recording-result', options.onResult);
  receive('nearby', options.onNearby);
  receive('play-sound', options.onPlaySound);

  const lost = () => {
    clearInterval(heartbeat);
    if (state.value !== 'connecting' || meeting.value !== null) state.value = 'offline';
    options.onOffline();
  };
  const tryAgain = () => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), RETRY_MS);
  };

  socket.on('connect', () => {
    state.value = 'online';
    refusal.value = null;
    heartbeat = setInterval(() => void request('heartbeat', {}), LIMITS.heartbeatMs);
    const name = options.name();
    if (name !== sentName) void request('rename', { name });
    options.onOnline();
  });
  socket.on('disconnect', (reason) => {
    lost();
    if (reason === 'io server disconnect') tryAgain();
  });
  socket.on('connect_error', (error) => {
    state.value = 'offline';
    options.onOffline();
    if (socket.active) return; // Socket.IO tries again by itself
    const code = (error as Error & { data?: { code?: unknown } }).data?.code;
    refusal.value =
      typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
    if (refusal.value !== 'old-page') tryAgain();
  });

  return {
    state,
    refusal,
    meeting,
    request,
    open: () => void socket.connect(),
    close() {
      clearTimeout(retry);
      socket.disconnect();
    },
  };
}
