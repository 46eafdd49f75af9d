import * as z from 'zod/mini';
import { AUDIO, MAX_CHUNKS } from './audio-format.ts';
import { nameSchema, TEXT_KINDS } from './content.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { idSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { itemKeysSchema, itemViewSchema, meetingChangeSchema, meetingViewSchema } from './meeting-view.ts';
import { NO_ROOM_REASONS } from './reasons.ts';
import { publicKeySchema, SEAL_BYTES, sealedKeySchema, sealedTextSchema, ticketSchema } from './sealing.ts';

/** Grows when an old page can no longer talk to a new server. */
export const PROTOCOL_VERSION = 3;

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
  /** The page's end of the line key, see SEALING. */
  lineKey: publicKeySchema,
  /** C6: of the meeting the page shows. */
  ticket: z._default(z.nullable(ticketSchema), null),
});

/** What a page answers to `come-back`: of the handshake, what may have changed since. */
export const comeBackSchema = z.object({ name: nameSchema, ticket: z.nullable(ticketSchema) });
export type ComeBack = z.infer<typeof comeBackSchema>;

/** Of the handshake, what is read first: a page of another version may say of itself what it likes. */
export const versionSchema = z.looseObject({ protocol: z.int() });

/** The text of a `bye`: `tabId.pageId`. */
export const byeSchema = z.pipe(
  z.string().check(z.regex(/^[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{22}$/)),
  z.transform((text: string) => ({ tabId: text.slice(0, 22), pageId: text.slice(23) })),
);

const sealedChunk = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength === AUDIO.chunkBytes + SEAL_BYTES,
);

/** What is laid on the table. Texts are sealed with the item's key, so that the server need not make strings of them. */
const addedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(TEXT_KINDS), sealed: sealedTextSchema(LIMITS.noteLength) }),
  /** A file whose bytes come by HTTP; `sealed` is its name. The server tells the kind from the bytes. */
  z.object({
    kind: z.literal('file'),
    sealed: sealedTextSchema(LIMITS.fileNameLength),
    size: z.int().check(z.gte(1)),
  }),
]);
export type AddedContent = z.infer<typeof addedSchema>;

/**
 * Client to server, one schema per event. Every event is acknowledged with a {@link Reply}.
 * An event without content carries `{}`.
 */
export const clientMessages = {
  /** One round trip of the clock: the reply carries `serverTime`. */
  clock: z.object({}),
  /** C6: this tab is alive. Answered with a new ticket, where there is one. */
  heartbeat: z.object({}),
  /**
   * A4: the microphone is open; `startedAt` is the capture time of the first sample. B5: `canPlay` says that the device
   * may be asked to play the soft sound.
   */
  'recording-start': z.object({ startedAt: serverTime, canPlay: z._default(z.boolean(), false) }),
  /** 200 ms of sound; `capturedAt` is the capture time of its first sample, `samples` Int16 little endian, sealed. */
  'recording-chunk': z.object({
    recordingId: idSchema,
    sequence: z.int().check(z.gte(0), z.lt(MAX_CHUNKS)),
    capturedAt: serverTime,
    samples: sealedChunk,
  }),
  /** The microphone is closed. Chunks sent before it still count. */
  'recording-end': z.object({ recordingId: idSchema }),
  /** B1: the person deletes it: its sound goes at once, and nothing comes of it. */
  'recording-forget': z.object({ recordingId: idSchema }),
  /** A8: whether the room of a `nearby` question is this person's. The first answer counts. */
  'nearby-answer': z.object({ questionId: idSchema, yes: z.boolean() }),
  /** N3: a new name, or null to delete it. */
  rename: z.object({ name: nameSchema }),
  /**
   * C1, C7: lays something on the table, or, in no meeting, on the person's own shelf. `itemId` and the key are made by
   * the page; a repeated message adds one item. Of a file the bytes are awaited at `PATHS.content`.
   */
  'item-add': z.object({
    ...{ itemId: idSchema, key: sealedKeySchema, content: addedSchema },
    /** C7: it lay on the shelf before the server lost it, and belongs there. */
    shelf: z._default(z.boolean(), false),
  }),
  /** C3 */
  'item-remove': z.object({ itemId: idSchema }),
  /** C7: from the shelf to the table. */
  'item-lay': z.object({ itemId: idSchema }),
  /** C7: whether what lies on the shelf stays there when a meeting begins. */
  'hold-back': z.object({ on: z.boolean() }),
  /** Shows an item to all, or turns its page; null: nothing is shown any more. */
  present: z.object({
    itemId: z.nullable(idSchema),
    page: z._default(z.int().check(z.gte(1), z.lte(LIMITS.pdfPages)), 1),
  }),
  /** B7: whoever comes later has to knock. */
  lock: z.object({ on: z.boolean() }),
  /** B7: whether somebody who knocks may come in. */
  'knock-answer': z.object({ knockId: idSchema, yes: z.boolean() }),
  /** B7: sends somebody out. */
  'remove-participant': z.object({ participantId: idSchema }),
  /** B7: the person at the door goes away. */
  'knock-end': z.object({}),
  /** B6: the code to be shown to those without a microphone. */
  invite: z.object({}),
  /** B6: the code somebody was told. */
  'enter-code': z.object({ code: z.string().check(z.maxLength(200)) }),
  /** B1: what the server holds of this tab. */
  held: z.object({}),
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
  heartbeat: { ticket: string | null };
  'recording-start': { recordingId: string };
  /** Whether the bytes of the file are awaited. */
  'item-add': { upload: boolean };
  /** `until`: server's clock. */
  invite: { code: string; until: number };
  'enter-code': { knocking: boolean };
  held: Held;
}

/** B1: everything the server holds of one tab. Times are of the server's clock. */
export interface Held {
  name: string | null;
  /** Everything here goes then, unless the tab is heard of before (C6). */
  until: number;
  items: {
    itemId: string;
    on: 'table' | 'shelf';
    kind: string;
    bytes: number;
    addedAt: number;
    until: number;
  }[];
  /** Files that are on their way. */
  uploads: { itemId: string; bytes: number; size: number; until: number }[];
  recordings: { recordingId: string; seconds: number; until: number }[];
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
  /** The server's end of the line key; before everything else. */
  line: z.object({ key: publicKeySchema }),
  /**
   * The whole meeting, or null: in none. Sent after connecting, joining, leaving and `refresh`. Acknowledged when it is
   * on the screen. `why`: how the last meeting ended for this person.
   */
  meeting: z.object({
    view: z.nullable(meetingViewSchema),
    keys: itemKeysSchema,
    why: z.nullable(z.enum(['removed'])),
    /** C6: brings the page back here, should the servers lose everything; null: in no meeting. */
    ticket: z._default(z.nullable(ticketSchema), null),
    /** The server knew nothing of this tab; what it had laid down before is not here. */
    restored: z._default(z.boolean(), false),
  }),
  /** The servers have lost everything, and the line is there. Acknowledged with a {@link ComeBack}. */
  'come-back': z.object({}),
  /** The server cannot reach what it shares with others, or can again; until then nothing is laid down or taken away. */
  interruption: z.object({ on: z.boolean() }),
  /** The step that leads to `revision`, with the keys of its items. Acknowledged when it is on the screen (B2). */
  change: z.object({ revision: z.int(), change: meetingChangeSchema, keys: itemKeysSchema }),
  /** C2, C7: all that lies on the person's own shelf; seen by nobody else. */
  shelf: z.object({
    items: z.array(itemViewSchema),
    keys: itemKeysSchema,
    /** With this the owner reads the files on the shelf; null: there is no shelf. */
    reader: z.nullable(idSchema),
    held: z.boolean(),
  }),
  /** B2: what was taken away, from how many screens it is gone, and when it went from the server. */
  receipt: z.object({
    receiptId: idSchema,
    /** null: everything, by leaving. */
    itemId: z.nullable(idSchema),
    /** Server's clock. */
    erasedAt: z.number(),
    /** Screens that showed it, the own one included. */
    screens: z.int(),
    /** Of these, screens that said that it is gone. */
    gone: z.int(),
    /** Of these, screens without a line at present; it goes from them when it is back. */
    away: z.int(),
    /** No more is awaited. */
    done: z.boolean(),
  }),
  /** B7: this person stands at the door of a locked meeting; `over`: let in, or not. */
  door: z.discriminatedUnion('state', [
    z.object({ state: z.literal('waiting'), until: z.number() }),
    z.object({ state: z.literal('over'), admitted: z.boolean() }),
    /** The person went away from the door, or into another meeting. */
    z.object({ state: z.literal('gone') }),
  ]),
  /**
   * A recording fits others, but not for sure: is this the person's room? `devices` are how many others are asked.
   * The recording's result comes when the question is over.
   */
  nearby: z.object({ questionId: idSchema, recordingId: idSchema, devices: z.int().check(z.gte(1)) }),
  /** How a recording ended. `found`: `others` is how many other devices were heard in this room. */
  'recording-result': z.discriminatedUnion('outcome', [
    /** B7: the room's meeting is locked; the person stands at its door. */
    z.object({ outcome: z.literal('knocking'), recordingId: idSchema }),
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
export type Shelf = ServerMessage<'shelf'>;
export type Receipt = ServerMessage<'receipt'>;

/** What a PUT of an item's bytes says of itself: whose they are. */
export const TAB_HEADER = 'x-tab';

/** Paths of the live part. `bye` takes a POST with the text of `byeSchema` (a beacon of `pagehide`); `content` PUT and GET an item's bytes. */
export const PATHS = {
  socket: '/live',
  bye: '/live-bye',
  authority: '/zipsocket-ca.crt',
  content: '/content',
} as const;

/** The route of an item's bytes. */
export const CONTENT_ROUTE = `${PATHS.content}/:itemId`;

/** C10: where a reader finds an item's bytes. */
export const contentPath = (itemId: string, reader: string) => `${PATHS.content}/${itemId}?as=${reader}`;
