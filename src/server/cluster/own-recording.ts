import type { FeaturePacket } from '../../audio/feature-packet.ts';
import { erasePacket } from '../../audio/feature-packet.ts';
import { packFeatures } from '../../audio/packed-features.ts';
import { LIMITS } from '../../shared/limits.ts';
import { sealText } from '../sealing/seal.ts';

/** What seals the features of a recording is for one packet of it. */
export const packetName = (recordingId: string, sequence: number): string => `${recordingId} ${sequence}`;

/** A packet as it travels. */
export interface SealedPacket {
  readonly sequence: number;
  readonly bytes: Buffer;
}

/**
 * A recording of this server as others get it. Its packets are kept sealed, for servers that ask later; overwriting
 * the key is the end of all of them, wherever they are (A6).
 */
export interface OwnRecording {
  readonly startedAt: number;
  readonly canPlay: boolean;
  readonly key: Uint8Array;
  readonly isEnded: boolean;
  /** Its packets go to all others; else sketches do, and packets to those that asked. */
  readonly toAll: boolean;
  readonly askedBy: Set<string>;
  end(): void;
  /** Seals a packet, which is zero afterwards. */
  add(packet: FeaturePacket, now: number): SealedPacket;
  /** From the beginning on, as long as it can be of use. */
  readonly kept: readonly SealedPacket[];
  /** A6: overwrites what came too long ago. */
  expire(now: number): void;
  erase(): void;
}

/** @param key 32 random bytes, its own */
export function createOwnRecording(
  { id, startedAt, canPlay }: { id: string; startedAt: number; canPlay: boolean },
  key: Uint8Array,
  toAll: boolean,
): OwnRecording {
  let kept: (SealedPacket & { readonly at: number })[] = [];
  let next = 0;
  let isEnded = false;
  return {
    ...{ startedAt, canPlay, key, toAll, askedBy: new Set() },
    get isEnded() {
      return isEnded;
    },
    get kept() {
      return kept;
    },
    end() {
      isEnded = true;
    },
    add(packet, now) {
      const plain = packFeatures(packet);
      erasePacket(packet);
      const sequence = next++;
      const bytes = sealText(key, plain, 'features', packetName(id, sequence));
      plain.fill(0);
      const sealed = { sequence, bytes, at: now };
      kept.push(sealed);
      return sealed;
    },
    expire(now) {
      for (const { at, bytes } of kept) if (now - at > LIMITS.audioAgeMs) bytes.fill(0);
      kept = kept.filter(({ at }) => now - at <= LIMITS.audioAgeMs);
    },
    erase() {
      key.fill(0);
      for (const { bytes } of kept) bytes.fill(0);
      kept = [];
    },
  };
}
