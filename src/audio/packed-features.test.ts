import { describe, expect, test } from 'vitest';
import { listen } from '../../test/signals/listening-hall.ts';
import { createSeveralServers } from '../../test/signals/several-servers.ts';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { createFeatureExtractor } from './feature-extractor.ts';
import type { FeaturePacket, FeatureSeries } from './feature-packet.ts';
import { packFeatures, unpackFeatures } from './packed-features.ts';

const T0 = 1_750_000_000_000;
function packetsOf(sound: Int16Array): FeaturePacket[] {
  const extractor = createFeatureExtractor();
  extractor.start({ id: 'r', startedAt: T0 }, T0);
  return Array.from({ length: 10 }, (_, sequence) => {
    const capturedAt = T0 + sequence * AUDIO.chunkMs;
    const samples = sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples);
    const intake = extractor.push('r', { sequence, capturedAt, samples }, capturedAt + 250);
    if ('error' in intake) throw new Error(intake.error);
    return intake.packet;
  });
}
const packets = packetsOf(heard(babble(3, 1), 11));

describe('features on their way to another server', () => {
  test('arrive as they were, but for noise far below their own', () => {
    for (const packet of packets) {
      const arrived = unpackFeatures(packFeatures(packet));
      expect(arrived.quality.verdict).toBe(packet.quality.verdict);
      expect(arrived.seconds).toBeCloseTo(packet.seconds, 5);
      for (const series of ['frames', 'blocks'] as const) {
        expect(arrived[series].numbers).toEqual(packet[series].numbers);
        expect(arrived[series].next).toBe(packet[series].next);
        if (packet[series].values.length > 0) {
          expect(signalToNoise(packet[series], arrived[series])).toBeGreaterThan(30);
        }
      }
    }
  });

  test('take a quarter of their size', () => {
    const bytes = packets.reduce((sum, packet) => sum + packFeatures(packet).length, 0);
    const floats = packets.reduce(
      (sum, { frames, blocks }) => sum + 4 * (frames.values.length + blocks.values.length),
      0,
    );
    expect(bytes / floats).toBeLessThan(0.27);
  });

  test('W12: what is not of this version, too large or cut off is refused', () => {
    const packed = packFeatures(packets[5]!);
    expect(() => unpackFeatures(Uint8Array.from(packed, (byte, i) => (i === 0 ? byte + 1 : byte)))).toThrow();
    expect(() => unpackFeatures(Uint8Array.from(packed, (byte, i) => (i === 29 ? 255 : byte)))).toThrow();
    expect(() => unpackFeatures(packed.subarray(0, -1))).toThrow();
    expect(() => unpackFeatures(new Uint8Array(3))).toThrow();
  });

  test('A4: lead to the same decisions', () => {
    const room = babble(8, 1);
    const devices = [11, 12, 13].map((seed, i) => ({
      ...{ id: `d${seed}`, sound: heard(i === 2 ? babble(8, 2) : room, seed), from: 500, to: 6_500 },
    }));
    const exact = listen(createSeveralServers(2), devices).heard;
    const packed = listen(
      createSeveralServers(2, (packet) => unpackFeatures(packFeatures(packet))),
      devices,
    ).heard;
    expect(exact.map(({ decision }) => decision.type)).toEqual(['room', 'none']);
    expect(packed).toEqual(exact);
  });
});

function signalToNoise({ values }: FeatureSeries, arrived: FeatureSeries): number {
  let [signal, noise] = [0, 0];
  values.forEach((value, i) => {
    signal += value ** 2;
    noise += (value - arrived.values[i]!) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}
