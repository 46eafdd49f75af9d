import * as z from 'zod';
import { idSchema } from '../../shared/ids.ts';
import { serverMessages } from '../../shared/protocol.ts';

const tab = { tabId: z.string() };
const recording = { recordingId: idSchema };
const start = { startedAt: z.number(), canPlay: z.boolean() };
const poorSound = z.nullable(z.enum(['muted', 'too-quiet']));

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
  /** The sender may have failed to say something. */
  z.object({ type: z.literal('missed') }),
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
  /** Answered with the sender's time, see `ClusterClock`. */
  z.object({ type: z.literal('clock') }),
  /** Answered with those of these recordings, heard there, that have no result yet. */
  z.object({ type: z.literal('waiting'), recordingIds: z.array(z.string()) }),
  /** A recording that is heard there has its result. */
  z.object({ type: z.literal('settle'), result: serverMessages['recording-result'] }),
  /** The person of a recording that is heard there is asked by the sender. */
  z.object({ type: z.literal('asked'), recordingId: z.string() }),
  /** A8: an answer to a question that one of the others asked; answered with whether it was that one. */
  z.object({ type: z.literal('nearby-answer'), ...tab, questionId: z.string(), yes: z.boolean() }),
  /** This tab is asked nothing any more. */
  z.object({ type: z.literal('nearby-withdraw'), ...tab }),
  /** B2: this tab shows what it should again, or is gone. */
  z.object({ type: z.literal('seen'), ...tab }),
  /** The sender hears a recording; the bytes are its key, for whoever gets its packets, or nothing. */
  z.object({ type: z.literal('recording-started'), ...recording, ...start }),
  /** What a chunk of it came to; the bytes are sealed with its key. */
  z.object({ type: z.literal('recording-packet'), ...recording, sequence: z.int().check(z.nonnegative()) }),
  /** Of recordings whose packets do not come unasked. The bytes are the words of all, one after another. */
  z.object({
    type: z.literal('recording-sketches'),
    sketches: z.array(
      z.object({
        ...{ ...recording, ...start, firstStep: z.int(), words: z.int().check(z.nonnegative()) },
        ...{ seconds: z.number(), highLiveliness: z.number(), verdict: poorSound, reason: poorSound },
      }),
    ),
  }),
  z.object({ type: z.literal('recording-ended'), ...recording }),
  /** A6: nothing can come of it any more; whoever has anything of it overwrites it. */
  z.object({ type: z.literal('recording-forgotten'), ...recording }),
  /** This server wants its key and its packets from the beginning. */
  z.object({ type: z.literal('recording-wanted'), ...recording, serverId: z.string() }),
]);

export type BusMessage = z.output<typeof busSchema>;
