import * as z from 'zod/mini';
import { AUDIO, MAX_CHUNKS } from './audio-format.ts';
import { contentSchema, nameSchema } from './content.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { idSchema } from './ids.ts';
import { meetingChangeSchema, meetingViewSchema } from './meeting-view.ts';
import { NO_ROOM_REASONS } from './reasons.ts';

/** Grows when an old page can no longer talk to a new server. */
export const PROTOCOL_VERSION = 2;

/** Seeds of soft sounds are whole numbers from 0 to below this. */
export const MAX_SEED = 2 ** 32;

/** Milliseconds since 1970 on the server's clock. */
const serverTime = z.number().check(z.gte(0), z.lte(8.64e15));

/** What a tab says of itself when its socket connects (`auth` of Socket.IO). `tabId` is the tab's secret. */
export const handshakeSchema = z.object({
  protocol: z.int(),
  tabId: idSchema,
  /** New with each load of the page, so that a late `bye` of the page before a reload is told from this one's. */
  pageId: idSchema,
  name: nameSchema,
});

/** Of the handshake, what is read first: a page of another version may say of itself what it likes. */
export const versionSchema = z.looseObject({ protocol: z.int() });

/** The text of a `bye`: `tabId.pageId`. */
export const byeSchema = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22}$/)),
  z.transform((text: string) => ({ tabId: text.slice(0, 22), pageId: text.slice(23) })),
);

const chunkBytes = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength === AUDIO.chunkBytes,
);

/**
 * Client to server, one schema per event. Every event is acknowledged with a {@link Reply}.
 * An event without content carries `{}`.
 */
export const clientMessages = {
  /** One round trip of the clock: the reply carries `serverTime`. */
  clock: z.object({}),
  /** C6: this tab is alive. */
  heartbeat: z.object({}),
  /**
   * A4: the microphone is open; `startedAt` is the capture time of the first sample. B5: `canPlay` says that the device
   * may be asked to play the soft sound.
   */
  'recording-start': z.object({ startedAt: serverTime, canPlay: z._default(z.boolean(), false) }),
  /** 200 ms of sound; `capturedAt` is the capture time of its first sample, `samples` Int16 little endian. */
  'recording-chunk': z.object({
    recordingId: idSchema,
    sequence: z.int().check(z.gte(0), z.lt(MAX_CHUNKS)),
    capturedAt: serverTime,
    samples: chunkBytes,
  }),
  /** The microphone is closed. Chunks sent before it still count. */
  'recording-end': z.object({ recordingId: idSchema }),
  /** A8: whether the room of a `nearby` question is this person's. The first answer counts. */
  'nearby-answer': z.object({ questionId: idSchema, yes: z.boolean() }),
  /** N3: a new name, or null to delete it. */
  rename: z.object({ name: nameSchema }),
  /** C1: `itemId` is made by the page, so that a repeated message adds one item. */
  'item-add': z.object({ itemId: idSchema, content: contentSchema }),
  /** C3 */
  'item-remove': z.object({ itemId: idSchema }),
  /** C4 */
  leave: z.object({}),
  /** The page found a gap in the revisions and wants the whole view. */
  refresh: z.object({}),
} as const;

export type ClientEvent = keyof typeof clientMessages;
export type ClientMessage<E extends ClientEvent> = z.infer<(typeof clientMessages)[E]>;

/** What the server adds to a reply of this event when it is well. */
export interface ReplyData {
  clock: { serverTime: number };
  'recording-start': { recordingId: string };
}
type DataOf<E extends ClientEvent> = E extends keyof ReplyData ? ReplyData[E] : object;

const errorCodes = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** How every event is acknowledged. Data of the event stand beside `ok`. */
export const replySchema = z.discriminatedUnion('ok', [
  z.looseObject({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.enum(errorCodes) }),
]);
export type Reply<E extends ClientEvent = ClientEvent> =
  | ({ ok: true } & DataOf<E>)
  | { ok: false; error: ErrorCode };

/** What a soft sound is made from. */
const seed = z.int().check(z.gte(0), z.lt(MAX_SEED));

/** Server to client, one schema per event. */
export const serverMessages = {
  /** The whole meeting, or null: in none. Sent after connecting, joining, leaving and `refresh`. */
  meeting: z.nullable(meetingViewSchema),
  /** The step that leads to `revision`. */
  change: z.object({ revision: z.int(), change: meetingChangeSchema }),
  /**
   * A recording fits others, but not for sure: is this the person's room? `devices` are how many others are asked.
   * The recording's result comes when the question is over.
   */
  nearby: z.object({ questionId: idSchema, recordingId: idSchema, devices: z.int().check(z.gte(1)) }),
  /** How a recording ended. `found`: `others` is how many other devices were heard in this room. */
  'recording-result': z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('found'), recordingId: idSchema, others: z.int() }),
    z.object({ outcome: z.literal('none'), recordingId: idSchema, reason: z.enum(NO_ROOM_REASONS) }),
    z.object({ outcome: z.literal('failed'), recordingId: idSchema, error: z.enum(errorCodes) }),
  ]),
  /** B5: play the soft sound of this seed in `delayMs`, if this recording's microphone is still open then. */
  'play-sound': z.object({ recordingId: idSchema, seed, delayMs: z.number().check(z.gte(0), z.lte(5_000)) }),
} as const;

export type ServerEvent = keyof typeof serverMessages;
export type ServerMessage<E extends ServerEvent> = z.infer<(typeof serverMessages)[E]>;
export type RecordingResult = ServerMessage<'recording-result'>;
export type PlaySound = ServerMessage<'play-sound'>;

/** Paths of the live part. `bye` takes a POST with the text of `byeSchema` (a beacon of `pagehide`). */
export const PATHS = { socket: '/live', bye: '/live-bye', authority: '/zipsocket-ca.crt' } as const;

/** N2, W7: the one cookie of this version: the participant name, written by the page only after a name is given. */
export const NAME_COOKIE = 'name';
