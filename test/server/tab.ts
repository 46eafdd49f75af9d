import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { io, type Socket } from 'socket.io-client';
import { applyChange } from '../../src/shared/apply-change.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { toBase64url } from '../../src/shared/base64url.ts';
import { toId } from '../../src/shared/ids.ts';
import {
  type ComeBack,
  PATHS,
  type PlaySound,
  PROTOCOL_VERSION,
  type Receipt,
  type RecordingResult,
  type Reply,
  type ServerMessage,
  serverMessages,
  TAB_HEADER,
} from '../../src/shared/protocol.ts';
import { createOpener, type OpenItem, type OpenView } from '../../src/web/meeting/opened.ts';
import {
  createLineKeys,
  createSeal,
  type ItemKey,
  newItemKey,
  type Seal,
  sealFile,
} from '../../src/web/meeting/sealed-line.ts';

/** What a tab lays down. */
export type Draft = { kind: 'url' | 'note' | 'markdown'; text: string };

/** A tab without a browser: speaks the protocol to a real server and keeps the screen it would show. */
export interface Tab {
  readonly tabId: string;
  readonly pageId: string;
  readonly socket: Socket;
  /** With this it connects the next time. */
  name: string | null;
  view: OpenView | null;
  shelf: { items: OpenItem[]; held: boolean };
  /** How often the whole view came. */
  welcomes: number;
  /** Whether it is told that the servers do not reach what they share. */
  interrupted: boolean;
  /** Why the last meeting ended. */
  why: string | null;
  readonly results: RecordingResult[];
  /** B5: the soft sounds it was asked to play. */
  readonly sounds: PlaySound[];
  readonly receipts: Receipt[];
  readonly doors: ServerMessage<'door'>[];
  /** A screen that is frozen acknowledges nothing. */
  frozen: boolean;
  /** Sends a message; the samples of a chunk are sealed on the way. */
  call(event: string, message?: unknown): Promise<Reply & Record<string, unknown>>;
  /** What `item-add` says for a text; a file's name with its size. */
  sealed(
    itemId: string,
    draft: Draft | { kind: 'file'; text: string; size: number },
    key?: ItemKey,
  ): Promise<object>;
  /** Lays a text down; gives its id. */
  lay(draft: Draft, itemId?: string): Promise<Reply & { itemId: string }>;
  /** Lays a file down, over HTTP; gives its id and the answer to the PUT. */
  layFile(name: string, bytes: Uint8Array, options?: { itemId?: string; key?: ItemKey }): Promise<Laid>;
  /** C6: what brings it back; null: it is nowhere. */
  ticket: string | null;
  /** Called when the whole view came; `isRestored`: the server knew nothing of it. */
  onView: (view: OpenView | null, isRestored: boolean) => void;
  /** Called when something came onto its screen, or went. */
  onShown: () => void;
  /** Seals for its line. */
  seal: Seal['seal'];
  /** Called when the servers lost everything but the line. */
  onMemoryLost: () => void;
  close(): void;
}

export interface Laid {
  itemId: string;
  /** Of the announcement, or of the PUT. */
  error: string | null;
  /** As it was sent. */
  sealed: Uint8Array;
}

export const newId = () => toId(randomBytes(16));

/** Opens a tab; resolves when the server has told it where it is, or that it does not know just now. */
export async function openTab(
  url: string,
  {
    tabId = newId(),
    name = null as string | null,
    headers = {} as Record<string, string>,
    from = '',
    mayMiss = false,
    patienceMs = 20_000,
  } = {},
): Promise<Tab> {
  const pageId = newId();
  const keys = createLineKeys();
  const opener = createOpener();
  const lineKey = await keys.publicKey();
  let seal: Promise<Seal> = Promise.reject(new Error('no line yet'));
  seal.catch(() => {});
  let coming = Promise.resolve();
  const socket = io(url, {
    path: PATHS.socket,
    auth: (give) =>
      give({ protocol: PROTOCOL_VERSION, tabId, pageId, name: tab.name, lineKey, ticket: tab.ticket }),
    transports: ['websocket'],
    rejectUnauthorized: false,
    forceNew: true,
    extraHeaders: headers,
    ...(from === '' ? {} : { localAddress: from }),
    timeout: patienceMs,
    reconnectionDelay: 100,
    reconnectionDelayMax: 300,
  });
  const send = (event: string, message: unknown) => socket.timeout(8_000).emitWithAck(event, message);
  const tab: Tab = {
    ...{ tabId, pageId, socket, name, view: null, shelf: { items: [], held: false }, welcomes: 0, why: null },
    ...{ results: [], sounds: [], receipts: [], doors: [], frozen: false },
    ...{ ticket: null, interrupted: false, onView() {}, onShown() {}, onMemoryLost() {} },
    seal: async (...what) => (await seal).seal(...what),
    async call(event, message = {}) {
      if (event !== 'recording-chunk') return send(event, message);
      const chunk = message as { recordingId: string; samples: Uint8Array<ArrayBuffer> };
      if (!(chunk?.samples instanceof Uint8Array)) return send(event, message);
      const samples = await (await seal).seal(chunk.samples, 'samples', chunk.recordingId);
      return send(event, { ...chunk, samples });
    },
    async sealed(itemId, draft, key) {
      const itemKey = key ?? (await newItemKey());
      const text = new TextEncoder().encode(draft.text);
      const sealed = toBase64url(await createSeal(itemKey.key).seal(text, 'text', itemId));
      const content =
        draft.kind === 'file' ? { kind: 'file', sealed, size: draft.size } : { kind: draft.kind, sealed };
      return {
        itemId,
        key: toBase64url(await (await seal).seal(itemKey.bytes, 'item-key', itemId)),
        content,
      };
    },
    async lay(draft, itemId = newId()) {
      return { ...(await send('item-add', await tab.sealed(itemId, draft))), itemId };
    },
    async layFile(fileName, bytes, { itemId = newId(), key: given } = {}) {
      const key = given ?? (await newItemKey());
      const whole = new Blob([new Uint8Array(bytes)]);
      const sealed = new Uint8Array(await (await sealFile(whole, itemId, key)).arrayBuffer());
      const announced = await tab.sealed(itemId, { kind: 'file', text: fileName, size: bytes.length }, key);
      const reply = await send('item-add', announced);
      if (!reply.ok) return { itemId, error: reply.error, sealed };
      return { itemId, error: await putBytes(url, itemId, tabId, sealed), sealed };
    },
    close: () => void socket.disconnect(),
  };
  /** In the order in which it came. */
  const on = <E extends 'meeting' | 'change' | 'shelf'>(
    event: E,
    take: (message: ServerMessage<E>, line: Seal) => Promise<void>,
  ) => {
    socket.on(event as string, (message: unknown, acknowledge?: () => void) => {
      const line = seal;
      coming = coming.then(async () => {
        await take(serverMessages[event].parse(message) as ServerMessage<E>, await line);
        tab.onShown();
        if (!tab.frozen) acknowledge?.();
      });
    });
  };
  socket.on('line', ({ key }: ServerMessage<'line'>) => {
    seal = keys.agree(key);
  });
  on('meeting', async ({ view, keys: itemKeys, why, ticket, restored }, line) => {
    tab.view = view === null ? null : await opener.view(view, itemKeys, line);
    tab.why = why;
    tab.ticket = ticket;
    tab.onView(tab.view, restored);
    tab.welcomes += 1;
  });
  on('change', async ({ revision, change, keys: itemKeys }, line) => {
    if (tab.view && revision === tab.view.revision + 1) {
      tab.view = applyChange(tab.view, await opener.change(change, itemKeys, line, tab.view.reader));
    } else if (tab.view && revision > tab.view.revision) {
      // As the page does; one server alone tells every step in its order.
      if (!mayMiss) throw new Error('a step was missed');
      void send('refresh', {}).catch(() => {}); // a new line brings the whole as well
    }
  });
  on('shelf', async ({ items, keys: itemKeys, reader, held }, line) => {
    tab.shelf = { items: await opener.items(items, itemKeys, line, reader ?? ''), held };
  });
  socket.on('recording-result', (result: RecordingResult) => void tab.results.push(result));
  socket.on('play-sound', (sound) => void tab.sounds.push(serverMessages['play-sound'].parse(sound)));
  socket.on('interruption', ({ on }) => {
    tab.interrupted = on;
  });
  socket.on('come-back', (_: unknown, answer: (given: ComeBack) => void) => {
    tab.onMemoryLost();
    answer({ name: tab.name, ticket: tab.ticket });
  });
  socket.on('receipt', (receipt) => void tab.receipts.push(serverMessages.receipt.parse(receipt)));
  socket.on('door', (door) => void tab.doors.push(serverMessages.door.parse(door)));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect_error', reject);
    const look = setInterval(() => {
      if (tab.welcomes === 0 && !tab.interrupted) return;
      clearInterval(look);
      resolve();
    }, 5);
  });
  return tab;
}

/** Sends sealed bytes; null when they were taken. */
export async function putBytes(
  url: string,
  itemId: string,
  tabId: string,
  sealed: Uint8Array,
): Promise<string | null> {
  const answer = await httpsAsk(`${url}${PATHS.content}/${itemId}`, {
    method: 'PUT',
    headers: {
      ...{ 'content-type': 'application/octet-stream', 'content-length': sealed.length },
      ...{ [TAB_HEADER]: tabId, origin: new URL(url).origin },
    },
    body: sealed,
  });
  if (answer.status === 200) return null;
  return (JSON.parse(answer.body.toString()) as { error: string }).error;
}

/** C5: what a page says when it is closed. */
export async function sayBye(url: string, { tabId, pageId }: Tab): Promise<void> {
  const answer = await httpsAsk(`${url}${PATHS.bye}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: new URL(url).origin },
    body: Buffer.from(`${tabId}.${pageId}`),
  });
  if (answer.status !== 204) throw new Error(`bye: ${answer.status}`);
}

/** What a reader gets of an item's bytes. */
export const readBytes = (url: string, source: string) => httpsAsk(`${url}${source}`, { method: 'GET' });

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request over a connection of its own. */
function httpsAsk(
  url: string,
  { method, headers = {}, body }: { method: string; headers?: OutgoingHttpHeaders; body?: Uint8Array },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, headers, agent: false, rejectUnauthorized: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => void parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        resolve({ status, headers: answer.headers, body: Buffer.concat(parts) });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

/** Puts tabs into one meeting, by the code of the first. */
export async function meetByCode(first: Tab, ...others: Tab[]): Promise<string> {
  const invited = await first.call('invite');
  if (!invited.ok) throw new Error(`no code: ${invited.error}`);
  for (const tab of others) {
    const entered = await tab.call('enter-code', { code: invited.code });
    if (!entered.ok) throw new Error(`not in: ${entered.error}`);
  }
  const inAll = () => [first, ...others].every((tab) => tab.view?.participants.length === others.length + 1);
  await until('all are in one meeting', inAll);
  return first.view?.id as string;
}

/** Waits until something holds; says what it waited for when it does not come. */
export async function until<T>(what: string, get: () => T, ms = 5_000): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const value = get();
    if (value) return value;
    if (performance.now() > end) throw new Error(`did not come within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The server's time now, from one round trip. */
export async function serverTime(tab: Tab): Promise<number> {
  const sent = performance.now();
  const reply = await tab.call('clock');
  return (reply.serverTime as number) + (performance.now() - sent) / 2;
}

/** One chunk of a sound; beyond its end: zeros. */
export function chunkOf(sound: Int16Array, sequence: number): Uint8Array {
  const chunk = new Int16Array(AUDIO.chunkSamples);
  chunk.set(sound.subarray(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples));
  return new Uint8Array(chunk.buffer);
}

/** A recording under way. */
export interface StartedRecording {
  readonly recordingId: string;
  readonly startedAt: number;
  /** `performance.now()` of its first sample. */
  readonly origin: number;
}

/** Opens the microphone, so to speak. */
export async function startRecording(tab: Tab, { canPlay = false } = {}): Promise<StartedRecording> {
  const startedAt = await serverTime(tab);
  const origin = performance.now();
  const started = await tab.call('recording-start', { startedAt, canPlay });
  if (!started.ok) throw new Error(`recording refused: ${started.error}`);
  return { recordingId: started.recordingId as string, startedAt, origin };
}

/** Plays a sound to the server as a microphone would, in real time, until the result or the end of the sound. */
export async function play(
  tab: Tab,
  { recordingId, startedAt, origin }: StartedRecording,
  sound: Int16Array,
): Promise<RecordingResult> {
  const result = () => tab.results.find((candidate) => candidate.recordingId === recordingId);
  const chunks = Math.min(50, Math.floor(sound.length / AUDIO.chunkSamples));
  for (let sequence = 0; sequence < chunks && !result(); sequence += 1) {
    const due = origin + (sequence + 1) * AUDIO.chunkMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const capturedAt = startedAt + sequence * AUDIO.chunkMs;
    await tab.call('recording-chunk', {
      recordingId,
      sequence,
      capturedAt,
      samples: chunkOf(sound, sequence),
    });
  }
  await tab.call('recording-end', { recordingId });
  return until('a result', result, 6_000);
}

/** Opens the microphone and plays a sound. */
export async function listen(
  tab: Tab,
  sound: Int16Array,
  { canPlay = false } = {},
): Promise<RecordingResult> {
  return play(tab, await startRecording(tab, { canPlay }), sound);
}
