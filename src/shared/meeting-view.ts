import * as z from 'zod/mini';
import { idSchema } from './ids.ts';

/** A person in the meeting as the others see them. A participant is one tab. */
export const participantViewSchema = z.object({
  id: idSchema,
  /** null: shown as "Someone". */
  name: z.nullable(z.string()),
  /** false while the line to this tab is lost; the tab may still come back. */
  here: z.boolean(),
});

/** A thing on the table. */
export const itemViewSchema = z.object({
  id: idSchema,
  ownerId: idSchema,
  kind: z.enum(['url', 'note']),
  text: z.string(),
  /** Server's clock, ms since 1970. */
  addedAt: z.number(),
});

/** Everything one participant may know about the meeting; replaces what the page held before. */
export const meetingViewSchema = z.object({
  id: idSchema,
  /** Grows by one with every change; a gap means: ask for the whole view again. */
  revision: z.int(),
  /** The reader's own participant id. */
  you: idSchema,
  /** In the order of arrival. */
  participants: z.array(participantViewSchema),
  /** Oldest first. */
  items: z.array(itemViewSchema),
});

/** One step of a meeting, sent to everybody in it. */
export const meetingChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joined'), participant: participantViewSchema }),
  z.object({ type: z.literal('left'), participantId: idSchema }),
  z.object({ type: z.literal('renamed'), participantId: idSchema, name: z.nullable(z.string()) }),
  z.object({ type: z.literal('presence'), participantId: idSchema, here: z.boolean() }),
  z.object({ type: z.literal('item-added'), item: itemViewSchema }),
  z.object({ type: z.literal('item-removed'), itemId: idSchema }),
]);

export type ParticipantView = z.infer<typeof participantViewSchema>;
export type ItemView = z.infer<typeof itemViewSchema>;
export type MeetingView = z.infer<typeof meetingViewSchema>;
export type MeetingChange = z.infer<typeof meetingChangeSchema>;
