import { randomBytes } from 'node:crypto';
import { erasePacket } from '../../audio/feature-packet.ts';
import { unpackFeatures } from '../../audio/packed-features.ts';
import { DEFAULT_CANDIDATE_CONFIG } from '../../matching/candidate-config.ts';
import { LIMITS } from '../../shared/limits.ts';
import { SEALING } from '../../shared/sealing.ts';
import type { Clock } from '../live/clock.ts';
import { openText } from '../sealing/seal.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import type { Bus } from './bus.ts';
import { createOwnRecording, type OwnRecording, packetName, type SealedPacket } from './own-recording.ts';
import { createSketchPost, readSketches } from './sketch-post.ts';

export interface RecordingExchangeOptions {
  readonly threads: Pick<MatchingThreads, 'start' | 'end' | 'forget' | 'onCrash' | 'foreign'>;
  readonly bus: Pick<Bus, 'serverId' | 'send' | 'broadcast' | 'on'>;
  readonly now: Clock;
  /** 32 random bytes that nobody else has. */
  readonly newKey?: () => Uint8Array;
  /** With so many recordings at all servers together, sketches of new ones travel, and features to who asks. */
  readonly manyFrom?: number;
}

/**
 * The matching threads, as one of several servers has them: what is started, ended and forgotten here is compared
 * elsewhere, too, and what other servers hear is compared here (A4).
 */
export interface RecordingExchange extends Pick<MatchingThreads, 'start' | 'end' | 'forget'> {
  /** A6: overwrites what is too old, and forgets recordings whose server is silent. To be called every 100 ms: sketches travel then. */
  expire(): void;
  /** Recordings whose keys are here. */
  readonly held: { readonly own: number; readonly foreign: number };
}

/** A recording that another server hears. */
interface Foreign {
  /** Null: its packets do not come, its sketches do. */
  key: Uint8Array | null;
  /** Number of the next packet. */
  next: number;
  heardAt: number;
  /** It is compared in full: as long as there is no key, it is asked for. */
  isWanted: boolean;
}

/** A server that is asked for a recording is not asked again so soon, ms. */
const ASK_AGAIN_MS = 500;

export function createRecordingExchange(options: RecordingExchangeOptions): RecordingExchange {
  const { threads, bus, now, newKey = () => randomBytes(SEALING.keyBytes) } = options;
  const { manyFrom = DEFAULT_CANDIDATE_CONFIG.allPairsBelow } = options;
  const sketches = createSketchPost(bus);
  const own = new Map<string, OwnRecording>();
  const foreign = new Map<string, Foreign>();
  const askedAt = new Map<string, number>();

  function forgetOwn(id: string): void {
    const recording = own.get(id);
    if (recording === undefined) return;
    recording.erase();
    sketches.forget(id);
    own.delete(id);
    bus.broadcast({ type: 'recording-forgotten', recordingId: id });
  }
  function forgetForeign(id: string): void {
    foreign.get(id)?.key?.fill(0);
    if (foreign.delete(id)) threads.foreign.forget(id);
  }
  const started = (recordingId: string, { startedAt, canPlay }: OwnRecording) =>
    ({ type: 'recording-started', recordingId, startedAt, canPlay }) as const;
  const packet = (recordingId: string, { sequence }: SealedPacket) =>
    ({ type: 'recording-packet', recordingId, sequence }) as const;

  threads.foreign.onPacket((id, features, sketch) => {
    const recording = own.get(id);
    if (recording === undefined) {
      erasePacket(features);
      sketch.words.fill(0);
      return;
    }
    const sealed = recording.add(features, now());
    if (recording.toAll) {
      sketch.words.fill(0);
      bus.broadcast(packet(id, sealed), sealed.bytes);
      return;
    }
    for (const serverId of recording.askedBy) bus.send(serverId, packet(id, sealed), sealed.bytes);
    sketches.add({ recordingId: id, ...recording }, sketch);
  });
  threads.foreign.onWanted((id) => {
    const recording = foreign.get(id);
    if (recording?.key !== null) return;
    recording.isWanted = true;
    ask(id);
  });
  threads.onCrash((_cause, recordingIds) => {
    for (const id of recordingIds) forgetOwn(id);
    // The matching thread may have lost them: whatever still comes is asked for from its beginning.
    for (const id of [...foreign.keys()]) forgetForeign(id);
  });

  bus.on('recording-started', ({ recordingId: id, startedAt, canPlay }, bytes) => {
    const key = Uint8Array.from(bytes);
    bytes.fill(0);
    const recording = foreign.get(id) ?? begin({ id, startedAt, canPlay });
    if (recording?.key === null && key.length === SEALING.keyBytes) recording.key = key;
    else key.fill(0);
  });
  function begin(start: { id: string; startedAt: number; canPlay: boolean }): Foreign | null {
    if (threads.foreign.start(start) !== null) return null;
    const recording: Foreign = { key: null, next: 0, heardAt: now(), isWanted: false };
    foreign.set(start.id, recording);
    return recording;
  }
  bus.on('recording-sketches', (message, bytes) => {
    for (const { recordingId: id, startedAt, canPlay, sketch } of readSketches(message, bytes)) {
      const recording = foreign.get(id) ?? begin({ id, startedAt, canPlay });
      if (recording === null) continue;
      recording.heardAt = now();
      threads.foreign.pushSketch(id, sketch);
    }
  });
  bus.on('recording-packet', ({ recordingId: id, sequence }, bytes) => {
    const recording = foreign.get(id);
    if (recording === undefined || recording.key === null) return ask(id);
    recording.heardAt = now();
    // What was lost on the way is missing, as a chunk that was lost before; what comes twice counts once.
    if (sequence < recording.next) return;
    recording.next = sequence + 1;
    const plain = openText(recording.key, bytes, 'features', packetName(id, sequence));
    if (plain === null) throw new Error('features sealed otherwise');
    try {
      threads.foreign.push(id, unpackFeatures(plain));
    } finally {
      plain.fill(0);
    }
  });
  bus.on('recording-ended', ({ recordingId }) => threads.foreign.end(recordingId));
  bus.on('recording-forgotten', ({ recordingId }) => forgetForeign(recordingId));
  bus.on('recording-wanted', ({ recordingId: id, serverId }) => {
    const recording = own.get(id);
    if (recording === undefined) return;
    recording.askedBy.add(serverId);
    bus.send(serverId, started(id, recording), recording.key);
    for (const each of recording.kept) bus.send(serverId, packet(id, each), each.bytes);
    if (recording.isEnded) bus.send(serverId, { type: 'recording-ended', recordingId: id });
  });
  /** Its start was not heard: this server came later, or could not hear for a while. */
  function ask(recordingId: string): void {
    if (now() - (askedAt.get(recordingId) ?? Number.NEGATIVE_INFINITY) < ASK_AGAIN_MS) return;
    askedAt.set(recordingId, now());
    bus.broadcast({ type: 'recording-wanted', recordingId, serverId: bus.serverId });
  }

  return {
    get held() {
      return { own: own.size, foreign: foreign.size };
    },
    start(recording) {
      const error = threads.start(recording);
      if (error !== null) return error;
      const shared = createOwnRecording(recording, newKey(), own.size + foreign.size < manyFrom);
      own.set(recording.id, shared);
      bus.broadcast(started(recording.id, shared), shared.toAll ? shared.key : undefined);
      return null;
    },
    end(id) {
      threads.end(id);
      own.get(id)?.end();
      if (own.has(id)) bus.broadcast({ type: 'recording-ended', recordingId: id });
    },
    forget(id) {
      threads.forget(id);
      forgetOwn(id);
    },
    expire() {
      const time = now();
      sketches.send();
      for (const recording of own.values()) recording.expire(time);
      for (const [id, { heardAt, key, isWanted }] of foreign) {
        if (time - heardAt > LIMITS.audioAgeMs) forgetForeign(id);
        else if (isWanted && key === null) ask(id); // what was asked, or the answer, was lost
      }
      for (const [id, at] of askedAt) if (time - at > LIMITS.audioAgeMs) askedAt.delete(id);
    },
  };
}
