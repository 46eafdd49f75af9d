import * as z from 'zod/mini';
import { ITEM_KINDS } from './content.ts';
import { idSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { sealedKeySchema, sealedTextSchema } from './sealing.ts';

/** A person in the meeting as the others see them. A participant is one tab. */
export const participantViewSchema = z.object({
  id: idSchema,
  /** null: shown as "Someone". */
  name: z.nullable(z.string()),
  /** false while the line to this tab is lost; the tab may still come back. */
  here: z.boolean(),
});

/** The bytes of an item that has some. */
export const fileViewSchema = z.object({
  size: z.int().check(z.gte(1)),
  /** As the server found it in the bytes. */
  mediaType: z.string(),
});

/** A thing on the table, sealed: the server cannot say what it says without the item's key. */
export const itemViewSchema = z.object({
  id: idSchema,
  ownerId: idSchema,
  kind: z.enum(ITEM_KINDS),
  /** The address, the note, or the file's name, sealed with the item's key; base64url. */
  sealed: sealedTextSchema(LIMITS.noteLength),
  /** null: the text is all there is. */
  file: z.nullable(fileViewSchema),
  /** Server's clock, ms since 1970. */
  addedAt: z.number(),
});

/** What somebody shows to all. */
export const presentedSchema = z.object({
  itemId: idSchema,
  /** Who shows it. */
  participantId: idSchema,
  /** Of a PDF file, from 1. */
  page: z.int().check(z.gte(1), z.lte(LIMITS.pdfPages)),
});

/** B7: somebody at the door of a locked meeting. */
export const knockSchema = z.object({
  id: idSchema,
  name: z.nullable(z.string()),
  /** Server's clock; then the knock is over, answered or not. */
  until: z.number(),
});

/** Everything one participant may know about the meeting; replaces what the page held before. */
export const meetingViewSchema = z.object({
  id: idSchema,
  /** Grows by one with every change; a gap means: ask for the whole view again. */
  revision: z.int(),
  /** The reader's own participant id. */
  you: idSchema,
  /** C10: with this the reader reads files, as long as they are in the meeting. */
  reader: idSchema,
  /** In the order of arrival. */
  participants: z.array(participantViewSchema),
  /** Oldest first. */
  items: z.array(itemViewSchema),
  presented: z.nullable(presentedSchema),
  locked: z.boolean(),
  knocks: z.array(knockSchema),
});

/** One step of a meeting, sent to everybody in it. */
export const meetingChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined'), participant: participantViewSchema }),
  /** `removedBy`: another participant sent this one out (B7). */
  z.object({ type: z.literal('left'), participantId: idSchema, removedBy: z.nullable(idSchema) }),
  z.object({ type: z.literal('renamed'), participantId: idSchema, name: z.nullable(z.string()) }),
  z.object({ type: z.literal('presence'), participantId: idSchema, here: z.boolean() }),
  z.object({ type: z.literal('item-added'), item: itemViewSchema }),
  z.object({ type: z.literal('item-removed'), itemId: idSchema }),
  z.object({ type: z.literal('presented'), presented: z.nullable(presentedSchema) }),
  z.object({ type: z.literal('locked'), locked: z.boolean(), participantId: idSchema }),
  z.object({ type: z.literal('knocked'), knock: knockSchema }),
  z.object({ type: z.literal('knock-over'), knockId: idSchema }),
]);

/** The keys of items, each sealed with the reader's line key; base64url by item id. */
export const itemKeysSchema = z.record(idSchema, sealedKeySchema);

export type ParticipantView = z.infer<typeof participantViewSchema>;
export type ItemView = z.infer<typeof itemViewSchema>;
export type FileView = z.infer<typeof fileViewSchema>;
export type Presented = z.infer<typeof presentedSchema>;
export type Knock = z.infer<typeof knockSchema>;
export type MeetingView = z.infer<typeof meetingViewSchema>;
export type MeetingChange = z.infer<typeof meetingChangeSchema>;
export type ItemKeys = z.infer<typeof itemKeysSchema>;
