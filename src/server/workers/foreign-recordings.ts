import { type FeaturePacket, packetBuffers } from '../../audio/feature-packet.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Clock } from '../live/clock.ts';
import type { LastingThread } from './lasting-thread.ts';
import type { ForeignMessage, ForFriends, ToMatching } from './matching-messages.ts';

/** Recordings that other servers hear, and what those servers need of ours. */
export interface ForeignRecordings {
  /** @returns null, or why it cannot be compared now */
  start(recording: { id: string; startedAt: number; canPlay: boolean }): ErrorCode | null;
  /** The packet's memory is handed over. */
  push(id: string, packet: FeaturePacket): void;
  end(id: string): void;
  forget(id: string): void;
  /**
   * What others need of our recordings, in order. Without a listener nothing is handed out; the listener overwrites
   * the packets (A6).
   */
  onPacket(listener: (id: string, packet: FeaturePacket) => void): void;
}

/** The main thread's end of what the matching thread has to do with other servers. */
export function createForeignRecordings(
  matching: () => LastingThread<ToMatching>,
  now: Clock,
): ForeignRecordings & {
  /** Hears what the matching thread hands out. */
  take(message: ForFriends): void;
  /** A new matching thread has taken the place of the old one. */
  restart(): void;
} {
  let onPacket: ((id: string, packet: FeaturePacket) => void) | null = null;
  const tell = (message: ForeignMessage, transfer: ArrayBuffer[] = []) =>
    matching().tell({ type: 'foreign', message }, transfer);
  return {
    start(recording) {
      if (!matching().isUp) return 'internal';
      tell({ type: 'start', ...recording, now: now() });
      return null;
    },
    push: (id, packet) => tell({ type: 'packet', id, packet }, packetBuffers(packet)),
    end: (id) => tell({ type: 'end', id, now: now() }),
    forget: (id) => tell({ type: 'forget', id }),
    onPacket(listener) {
      onPacket = listener;
      matching().tell({ type: 'share' });
    },
    take: ({ id, packet }) => onPacket?.(id, packet),
    restart() {
      if (onPacket !== null) matching().tell({ type: 'share' });
    },
  };
}
