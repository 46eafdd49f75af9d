import type { SketchPacket } from '../../matching/matcher-peers.ts';
import type { Bus } from './bus.ts';
import type { BusMessage } from './bus-messages.ts';

type SketchesMessage = Extract<BusMessage, { type: 'recording-sketches' }>;
type Head = { readonly recordingId: string; readonly startedAt: number; readonly canPlay: boolean };

/** Gathers the sketches of our recordings, so that one message brings those of all. */
export function createSketchPost(bus: Pick<Bus, 'broadcast'>): {
  /** The words are overwritten when they were sent (A6). */
  add(recording: Head, sketch: SketchPacket): void;
  send(): void;
  /** What was not sent yet is overwritten. */
  forget(recordingId: string): void;
} {
  let waiting: { head: Head; sketch: SketchPacket }[] = [];
  return {
    add: ({ recordingId, startedAt, canPlay }, sketch) =>
      void waiting.push({ head: { recordingId, startedAt, canPlay }, sketch }),
    send() {
      if (waiting.length === 0) return;
      const bytes = Buffer.concat(waiting.map(({ sketch: { words } }) => new Uint8Array(words.buffer)));
      const sketches = waiting.map(({ head, sketch: { firstStep, words, quality, seconds } }) => ({
        ...{ ...head, firstStep, words: words.length, seconds },
        ...quality,
      }));
      bus.broadcast({ type: 'recording-sketches', sketches }, bytes);
      bytes.fill(0);
      for (const { sketch } of waiting) sketch.words.fill(0);
      waiting = [];
    },
    forget(id) {
      for (const { head, sketch } of waiting) if (head.recordingId === id) sketch.words.fill(0);
      waiting = waiting.filter(({ head }) => head.recordingId !== id);
    },
  };
}

/** The sketches in a message, whose bytes are overwritten. */
export function readSketches(
  { sketches }: SketchesMessage,
  bytes: Buffer,
): (Head & { readonly sketch: SketchPacket })[] {
  let at = 0;
  const read = sketches.map(({ recordingId, startedAt, canPlay, firstStep, seconds, ...rest }) => {
    const { words: count, highLiveliness, verdict, reason } = rest;
    const words = Uint32Array.from({ length: count }, (_, i) => bytes.readUInt32LE(at + 4 * i));
    at += 4 * count;
    const quality = { highLiveliness, verdict, reason };
    return { recordingId, startedAt, canPlay, sketch: { firstStep, words, quality, seconds } };
  });
  bytes.fill(0);
  return read;
}
