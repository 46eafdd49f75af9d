import * as z from 'zod';
import { idSchema } from '../../shared/ids.ts';

const tab = { tabId: z.string() };

/** What one server says to another; checked where it comes in. */
export const busSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), request: z.string(), answer: z.unknown() }),
  /** For a tab that is connected there. */
  z.object({ type: z.literal('send'), ...tab, event: z.string(), message: z.unknown() }),
  /** The same, answered with whether it is on the screen; the keys of the items are added where the tab is. */
  z.object({
    ...{ type: z.literal('show'), ...tab, event: z.enum(['meeting', 'change', 'shelf']) },
    ...{ message: z.unknown(), itemIds: z.array(z.string()) },
  }),
  /** C3: these items are gone; whoever has a copy overwrites it. */
  z.object({ type: z.literal('erased'), itemIds: z.array(z.string()) }),
  /** The tab is connected to the sender now. */
  z.object({ type: z.literal('moved'), ...tab }),
  /** Brings a tab that is connected there into a meeting; answered with the refusal, or null. */
  z.object({
    ...{ type: z.literal('join'), ...tab, meetingId: idSchema, admitted: z.boolean() },
  }),
  /** B7: a knock was answered, or not in time. */
  z.object({
    type: z.literal('knock-over'),
    knockId: z.string(),
    meetingId: z.string(),
    admitted: z.boolean(),
  }),
  /** B2: this tab shows what it should again, or is gone. */
  z.object({ type: z.literal('seen'), ...tab }),
]);

export type BusMessage = z.output<typeof busSchema>;
