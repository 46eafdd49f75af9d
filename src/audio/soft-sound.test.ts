import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeClipFeatures } from '../../bench/match/clip-features.ts';
import { noise } from '../../test/signals/synthetic-sound.ts';
import { createPairEvidence } from '../matching/pair-evidence.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import { createBandPowers } from './band-powers.ts';
import { FEATURES } from './feature-format.ts';
import { renderSoftSound, SOFT_SOUND } from './soft-sound.ts';

const RATE = AUDIO.sampleRate;
const soundOf = (seed: number, rate: number = RATE) => renderSoftSound(seededRandom(seed), rate);
const rms = (samples: Float32Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe('the soft sound', () => {
  const rates = fc.constantFrom(16_000, 44_100, 48_000);
  const peakOf = (sound: Float32Array) => sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

  test('B5: short and soft at every rate; it comes from nothing and goes into nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), rates, (seed, rate) => {
        const sound = soundOf(seed, rate);
        expect(sound.length).toBe(Math.round(1.2 * rate));
        expect(peakOf(sound)).toBeCloseTo(SOFT_SOUND.peak, 5);
        const edge = Math.round(0.01 * rate);
        for (const part of [sound.subarray(0, edge), sound.subarray(-edge)]) {
          expect(rms(part)).toBeLessThan(0.02 * SOFT_SOUND.peak);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('however odd the chances, it holds numbers alone and is no louder', () => {
    for (const value of [0, 0.5, 1 - 2 ** -32]) {
      const sound = renderSoftSound(() => value, RATE);
      expect(sound.every(Number.isFinite)).toBe(true);
      expect(peakOf(sound)).toBeLessThan(SOFT_SOUND.peak + 1e-6);
    }
  });

  test('the same chances give the same sound, others another', () => {
    expect(soundOf(7)).toEqual(soundOf(7));
    const [one, other] = [soundOf(7), soundOf(8)];
    const product = one.reduce((sum, sample, i) => sum + sample * other[i]!, 0) / one.length;
    expect(Math.abs(product / (rms(one) * rms(other)))).toBeLessThan(0.05);
  });

  test('B5: every band has its share, the highs that walls take a quarter, and no tone stands out', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const powers = bandPowers(soundOf(seed));
      const total = powers.reduce((sum, power) => sum + power, 0);
      const from = (hz: number) => Math.ceil((FEATURES.bands * Math.log(hz / 200)) / Math.log(30));
      const inside = powers.slice(from(450));
      for (const power of inside) expect(power / total).toBeGreaterThan(0.003);
      for (const power of inside) expect(power / total).toBeLessThan(0.12);
      const high = powers.slice(from(2_300)).reduce((sum, power) => sum + power, 0);
      expect(high / total).toBeGreaterThan(0.25);
    }
  });

  test('it fills its time: no stretch of 100 ms in its middle is empty', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const sound = soundOf(seed);
      for (let at = 0.2; at < 0.95; at += 0.1) {
        const part = sound.subarray(at * RATE, (at + 0.1) * RATE);
        expect(rms(part)).toBeGreaterThan(0.15 * rms(sound));
      }
    }
  });
});

/** Energy of a sound in each of the comparison's bands, those of width one. */
function bandPowers(sound: Float32Array): number[] {
  const measure = createBandPowers();
  const into = new Float32Array(FEATURES.bands);
  const sums = new Array<number>(FEATURES.bands).fill(0);
  const width = (band: number) => 200 * 30 ** (band / FEATURES.bands);
  for (let at = 0; at + FEATURES.frameSamples <= sound.length; at += FEATURES.frameStep) {
    const frame = Int16Array.from(sound.subarray(at, at + FEATURES.frameSamples), (value) => value * 32_767);
    measure(frame, into);
    into.forEach((power, band) => {
      sums[band]! += Math.exp(power) * width(band);
    });
  }
  return sums;
}

describe('what the comparison makes of it', () => {
  /** A still room for 3 s, in which a sound is heard from 1 s on, `snr` dB over the microphone's noise. */
  function heardIn(seed: number, { at = 1, snr, ear }: { at?: number; snr: number; ear: number }) {
    const samples = noise(3 * RATE, ear).map((value) => value * 20);
    const sound = soundOf(seed);
    const gain = (20 * 10 ** (snr / 20)) / rms(sound);
    // Direct sound and one reflection, each ear's own.
    for (const [delay, share] of [
      [ear % 200, 1],
      [400 + (ear % 700), -0.4],
    ] as const) {
      sound.forEach((value, i) => {
        samples[Math.round(at * RATE) + delay + i]! += gain * share * value;
      });
    }
    return computeClipFeatures(Int16Array.from(samples, Math.round), 1_000);
  }
  function ratio(a: ReturnType<typeof heardIn>, b: typeof a): number {
    a.after(a.chunks);
    b.after(b.chunks);
    const evidence = createPairEvidence(a.after(a.chunks), b.after(b.chunks));
    evidence.update();
    return evidence.logLikelihoodRatio ?? Number.NEGATIVE_INFINITY;
  }

  test('B5: two devices that hear the same are sure of it, however loud it is to each; others are not', () => {
    const [same, different]: [number[], number[]] = [[], []];
    for (let seed = 1; seed <= 6; seed++) {
      const near = heardIn(seed, { snr: 35, ear: 100 + seed });
      same.push(ratio(near, heardIn(seed, { snr: 5, ear: 200 + seed })));
      // Another room, where another sound begins at the very same moment.
      different.push(ratio(near, heardIn(seed + 50, { snr: 35, ear: 300 + seed })));
      different.push(ratio(near, heardIn(seed + 60, { at: 1.3, snr: 35, ear: 400 + seed })));
    }
    expect(Math.min(...same)).toBeGreaterThan(22);
    expect(Math.max(...different)).toBeLessThan(16);
  });
});
