import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { applyChange } from '../../src/shared/apply-change.ts';
import { AUDIO } from '../../src/shared/audio-format.ts';
import { toId } from '../../src/shared/ids.ts';
import type { MeetingView } from '../../src/shared/meeting-view.ts';
import {
  PATHS,
  type PlaySound,
  PROTOCOL_VERSION,
  type RecordingResult,
  type Reply,
  type ServerMessage,
  serverMessages,
} from '../../src/shared/protocol.ts';

/** A tab without a browser: speaks the protocol to a real server and keeps the screen it would show. */
export interface Tab {
  readonly tabId: string;
  readonly socket: Socket;
  view: MeetingView | null;
  /** How often the whole view came. */
  welcomes: number;
  readonly results: RecordingResult[];
  /** B5: the soft sounds it was asked to play. */
  readonly sounds: PlaySound[];
  call(event: string, message?: unknown): Promise<Reply & Record<string, unknown>>;
  close(): void;
}

export const newId = () => toId(randomBytes(16));

/** Opens a tab; resolves when the server has told it where it is. */
export async function openTab(
  url: string,
  { tabId = newId(), name = null as string | null, headers = {} as Record<string, string> } = {},
): Promise<Tab> {
  const socket = io(url, {
    path: PATHS.socket,
    auth: { protocol: PROTOCOL_VERSION, tabId, pageId: newId(), name },
    transports: ['websocket'],
    rejectUnauthorized: false,
    forceNew: true,
    extraHeaders: headers,
    reconnectionDelay: 100,
    reconnectionDelayMax: 300,
  });
  const tab: Tab = {
    tabId,
    socket,
    view: null,
    welcomes: 0,
    results: [],
    sounds: [],
    call: (event, message = {}) => socket.timeout(8_000).emitWithAck(event, message),
    close: () => void socket.disconnect(),
  };
  socket.on('meeting', (view: MeetingView | null) => {
    tab.view = view;
    tab.welcomes += 1;
  });
  socket.on('change', ({ revision, change }: ServerMessage<'change'>) => {
    if (tab.view && revision === tab.view.revision + 1) tab.view = applyChange(tab.view, change);
    else if (tab.view && revision > tab.view.revision) throw new Error('a step was missed');
  });
  socket.on('recording-result', (result: RecordingResult) => void tab.results.push(result));
  socket.on('play-sound', (sound) => void tab.sounds.push(serverMessages['play-sound'].parse(sound)));
  await new Promise<void>((resolve, reject) => {
    socket.once('meeting', () => resolve());
    socket.once('connect_error', reject);
  });
  return tab;
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
