import { type FeaturePacket, packetBuffers } from '../../audio/feature-packet.ts';
import type { SketchPacket } from '../../matching/matcher-peers.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Clock } from '../live/clock.ts';
import type { LastingThread } from './lasting-thread.ts';
import type { ForeignMessage, ForPeers, ToMatching } from './matching-messages.ts';

/** Recordings that other servers hear, and what those servers need of ours. */
export interface ForeignRecordings {
  /** @returns null, or why it cannot be compared now */
  start(recording: { id: string; startedAt: number; canPlay: boolean }): ErrorCode | null;
  /** The packet's memory is handed over. */
  push(id: string, packet: FeaturePacket): void;
  /** Enough where there are many. */
  pushSketch(id: string, sketch: SketchPacket): void;
  end(id: string): void;
  forget(id: string): void;
  /**
   * What others need of our recordings, in order, with the sketch of the same sound. Without a listener nothing is handed out; the listener overwrites
   * the packets (A6).
   */
  onPacket(listener: PacketListener): void;
  /** A recording from elsewhere is compared in full, and its features do not come. */
  onWanted(listener: (id: string) => void): void;
}

export type PacketListener = (id: string, packet: FeaturePacket, sketch: SketchPacket) => void;

/** The main thread's end of what the matching thread has to do with other servers. */
export function createForeignRecordings(
  matching: () => LastingThread<ToMatching>,
  now: Clock,
): ForeignRecordings & {
  /** Hears what the matching thread hands out. */
  take(message: ForPeers): void;
  /** A new matching thread has taken the place of the old one. */
  restart(): void;
} {
  let onPacket: PacketListener | null = null;
  let onWanted: (id: string) => void = () => {};
  const tell = (message: ForeignMessage, transfer: ArrayBuffer[] = []) =>
    matching().tell({ type: 'foreign', message }, transfer);
  return {
    start(recording) {
      if (!matching().isUp) return 'internal';
      tell({ type: 'start', ...recording, now: now() });
      return null;
    },
    push: (id, packet) => tell({ type: 'packet', id, packet }, packetBuffers(packet)),
    pushSketch: (id, sketch) => tell({ type: 'sketch', id, sketch }, [sketch.words.buffer]),
    end: (id) => tell({ type: 'end', id, now: now() }),
    forget: (id) => tell({ type: 'forget', id }),
    onPacket(listener) {
      onPacket = listener;
      matching().tell({ type: 'share' });
    },
    onWanted(listener) {
      onWanted = listener;
    },
    take(message) {
      if (message.type === 'packet') onPacket?.(message.id, message.packet, message.sketch);
      else onWanted(message.id);
    },
    restart() {
      if (onPacket !== null) matching().tell({ type: 'share' });
    },
  };
}
