import { randomBytes } from 'node:crypto';
import { erasePacket } from '../../audio/feature-packet.ts';
import { unpackFeatures } from '../../audio/packed-features.ts';
import { LIMITS } from '../../shared/limits.ts';
import { SEALING } from '../../shared/sealing.ts';
import type { Clock } from '../live/clock.ts';
import { openText } from '../sealing/seal.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import type { Bus } from './bus.ts';
import { createOwnRecording, type OwnRecording, packetName, type SealedPacket } from './own-recording.ts';

export interface RecordingExchangeOptions {
  readonly threads: Pick<MatchingThreads, 'start' | 'end' | 'forget' | 'onCrash' | 'foreign'>;
  readonly bus: Pick<Bus, 'serverId' | 'send' | 'broadcast' | 'on'>;
  readonly now: Clock;
  /** 32 random bytes that nobody else has. */
  readonly newKey?: () => Uint8Array;
}

/**
 * The matching threads, as one of several servers has them: what is started, ended and forgotten here is compared
 * elsewhere, too, and what other servers hear is compared here (A4).
 */
export interface RecordingExchange extends Pick<MatchingThreads, 'start' | 'end' | 'forget'> {
  /** A6: overwrites what is too old, and forgets recordings whose server is silent. To be called every 100 ms. */
  expire(): void;
  /** Recordings whose keys are here. */
  readonly held: { readonly own: number; readonly foreign: number };
}

/** A recording that another server hears. */
interface Foreign {
  readonly key: Uint8Array;
  /** Number of the next packet. */
  next: number;
  heardAt: number;
}

/** A server that is asked for a recording is not asked again so soon, ms. */
const ASK_AGAIN_MS = 500;

export function createRecordingExchange(options: RecordingExchangeOptions): RecordingExchange {
  const { threads, bus, now, newKey = () => randomBytes(SEALING.keyBytes) } = options;
  const own = new Map<string, OwnRecording>();
  const foreign = new Map<string, Foreign>();
  const askedAt = new Map<string, number>();

  function forgetOwn(id: string): void {
    const recording = own.get(id);
    if (recording === undefined) return;
    recording.erase();
    own.delete(id);
    bus.broadcast({ type: 'recording-forgotten', recordingId: id });
  }
  function forgetForeign(id: string): void {
    foreign.get(id)?.key.fill(0);
    if (foreign.delete(id)) threads.foreign.forget(id);
  }
  const started = (recordingId: string, { startedAt, canPlay }: OwnRecording) =>
    ({ type: 'recording-started', recordingId, startedAt, canPlay }) as const;
  const packet = (recordingId: string, { sequence }: SealedPacket) =>
    ({ type: 'recording-packet', recordingId, sequence }) as const;

  threads.foreign.onPacket((id, features) => {
    const recording = own.get(id);
    if (recording === undefined) return erasePacket(features);
    const sealed = recording.add(features, now());
    bus.broadcast(packet(id, sealed), sealed.bytes);
  });
  threads.onCrash((_cause, recordingIds) => {
    for (const id of recordingIds) forgetOwn(id);
    // The matching thread may have lost them: whatever still comes is asked for from its beginning.
    for (const id of [...foreign.keys()]) forgetForeign(id);
  });

  bus.on('recording-started', ({ recordingId: id, startedAt, canPlay }, bytes) => {
    const key = Uint8Array.from(bytes);
    bytes.fill(0);
    if (foreign.has(id) || key.length !== SEALING.keyBytes) return void key.fill(0);
    if (threads.foreign.start({ id, startedAt, canPlay }) !== null) return void key.fill(0);
    foreign.set(id, { key, next: 0, heardAt: now() });
  });
  bus.on('recording-packet', ({ recordingId: id, sequence }, bytes) => {
    const recording = foreign.get(id);
    if (recording === undefined) return ask(id);
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
      const shared = createOwnRecording(recording, newKey());
      own.set(recording.id, shared);
      bus.broadcast(started(recording.id, shared), shared.key);
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
      for (const recording of own.values()) recording.expire(time);
      for (const [id, { heardAt }] of foreign) {
        if (time - heardAt > LIMITS.audioAgeMs) forgetForeign(id);
      }
      for (const [id, at] of askedAt) if (time - at > LIMITS.audioAgeMs) askedAt.delete(id);
    },
  };
}
