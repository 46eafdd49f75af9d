import { AUDIO } from '../../shared/audio-format.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Request } from '../meeting/request.ts';
import type { SealForLine } from '../meeting/sealed-line.ts';
import { createCaptureClock } from './capture-clock.ts';
import type { SoundBlock } from './microphone.ts';

export interface RecordingStreamOptions {
  request: Request;
  /** A6: samples go sealed, so that no copy that is made of them on the way can be read. */
  seal: SealForLine;
  /** Server's time for a local time (ms of `performance.now`); null while it is not known. */
  toServerTime(localTime: number): number | null;
  latencyMs: number;
  /** B5: whether this device may be asked to play the soft sound. */
  canPlay: boolean;
  /** The server does not take this recording. */
  onRefused(error: ErrorCode): void;
  /** No answer came. */
  onLost(): void;
}

/** Sends what is heard: a recording's start, its chunks in order, its end. Nothing is kept for a line that is lost. */
export interface RecordingStream {
  push(block: SoundBlock): void;
  /** @returns false when the microphone was open for too short a time to send anything */
  end(): boolean;
  /** Whether the answer about a recording is for this stream. */
  owns(recordingId: string): boolean;
  /** Why the server did not take the sound, where it refused most of it. */
  mostlyRefused(): ErrorCode | null;
}

interface SentChunk {
  readonly sequence: number;
  readonly capturedAt: number;
  readonly samples: Uint8Array<ArrayBuffer>;
}

/** So much sound tells the start well enough; the rest of the first chunk hides the round trip. */
const START_AFTER_MS = 160;
/** A chunk that came late or too fast is lost, but the recording goes on. */
const TOLERATED: readonly ErrorCode[] = ['chunk-late', 'chunk-early', 'too-fast', 'server-busy'];

export function createRecordingStream(options: RecordingStreamOptions): RecordingStream {
  const { request, seal, toServerTime, latencyMs, canPlay, onRefused, onLost } = options;
  const clock = createCaptureClock({ rate: AUDIO.sampleRate, latencyMs });
  let recordingId: string | null = null;
  /** Claimed capture time of the recording's first sample, on the server's clock; null while there is none. */
  let claimed: number | null = null;
  let ended = false;
  let sequence = 0;
  let refusals: ErrorCode[] = [];
  let chunk = new Int16Array(AUDIO.chunkSamples);
  let filled = 0;
  const waiting: Int16Array<ArrayBuffer>[] = [];
  /** The end follows the chunks. */
  let sealed: Promise<unknown> = Promise.resolve();

  const captured = (frame: number) => {
    const local = clock.capturedAt(frame);
    return local === null ? null : toServerTime(local);
  };

  const start = async () => {
    claimed = captured(0);
    if (claimed === null) return;
    const reply = await request('recording-start', { startedAt: claimed, canPlay });
    if (!reply.ok) return reply.error === 'offline' ? onLost() : onRefused(reply.error);
    recordingId = reply.recordingId;
    flush();
    if (ended) sendEnd(recordingId);
  };
  const sendEnd = (id: string) => void sealed.then(() => request('recording-end', { recordingId: id }));

  const flush = () => {
    for (let next = waiting[0]; next !== undefined && recordingId !== null; next = waiting[0]) {
      // The server puts the chunk where it was captured: a busy device hears of its first samples late, or loses some.
      const capturedAt = captured(sequence * AUDIO.chunkSamples);
      if (capturedAt === null) return;
      waiting.shift();
      void send(recordingId, { sequence, capturedAt, samples: new Uint8Array(next.buffer) });
      sequence += 1;
    }
  };

  const send = async (id: string, part: SentChunk) => {
    const sealing = seal(part.samples, 'samples', id);
    sealed = sealing;
    const samples = await sealing;
    if (samples === null) return onLost();
    const reply = await request('recording-chunk', { recordingId: id, ...part, samples });
    if (reply.ok) return;
    if (reply.error === 'offline') return onLost();
    refusals = [...refusals, reply.error];
    if (!ended && !TOLERATED.includes(reply.error)) onRefused(reply.error);
  };

  return {
    push({ samples, frames, deliveredAt }) {
      clock.observe(frames, deliveredAt);
      chunk.set(samples, filled);
      filled += samples.length;
      if (filled === chunk.length) {
        waiting.push(chunk);
        chunk = new Int16Array(AUDIO.chunkSamples);
        filled = 0;
      }
      if (claimed === null && clock.observedMs() >= START_AFTER_MS) void start();
      flush();
    },
    end() {
      if (ended) return claimed !== null;
      ended = true;
      if (recordingId !== null) sendEnd(recordingId);
      return claimed !== null;
    },
    owns: (id) => id === recordingId,
    mostlyRefused: () => (refusals.length > sequence / 2 ? (refusals.at(-1) ?? null) : null),
  };
}
