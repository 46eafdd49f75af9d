import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeClipFeatures } from '../../bench/match/clip-features.ts';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { createPairEvidence } from './pair-evidence.ts';

const CHUNKS = 20;
const inRoom = (room: number, seed: number, startMs: number, options = {}) => {
  const sound = heard(babble(5, room), seed, options);
  return computeClipFeatures(sound.subarray(Math.round((startMs - 1_000) * 16)), startMs);
};
/** Ratios after each chunk. */
function ratios(a: ReturnType<typeof inRoom>, b: typeof a): Array<number | null> {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  return Array.from({ length: CHUNKS }, (_, chunk) => {
    a.after(chunk + 1);
    b.after(chunk + 1);
    evidence.update();
    return evidence.logLikelihoodRatio;
  });
}

test('the ratio rises with time for one room and is negative for two', () => {
  const one = ratios(inRoom(1, 11, 1_000), inRoom(1, 12, 1_083));
  expect(one[9]!).toBeGreaterThan(12);
  expect(one.at(-1)!).toBeGreaterThan(one[6]!);
  const two = ratios(inRoom(1, 11, 1_000), inRoom(2, 12, 1_083));
  expect(two.at(-1)!).toBeLessThan(0);
});

test('a common sound 180 ms apart, as in a call, is not one room', () => {
  const sound = heard(babble(5, 1), 13);
  const far = computeClipFeatures(sound.subarray(180 * 16), 1_000);
  expect(ratios(inRoom(1, 11, 1_000), far).at(-1)!).toBeLessThan(5);
});

test('nothing is said before 0.8 s of common sound', () => {
  const all = ratios(inRoom(1, 11, 1_000), inRoom(1, 12, 1_000));
  expect(all.slice(0, 3)).toEqual([null, null, null]);
});

test('the evidence is symmetric and always a number', { timeout: 30_000 }, () => {
  const small = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(
      small,
      small,
      fc.integer({ min: 1_000, max: 1_250 }),
      fc.constantFrom(0, 1, 300, 30_000),
      (room, seed, start, level) => {
        const a = inRoom(room, seed, 1_000, { level });
        const b = inRoom(seed, room, start);
        const [forth, back] = [ratios(a, b), ratios(b, a)];
        forth.forEach((value, i) => {
          if (value === null) expect(back[i]).toBeNull();
          if (value === null) return;
          expect(Number.isFinite(value)).toBe(true);
          expect(back[i]).toBeCloseTo(value, 2);
        });
      },
    ),
    { seed: 5, numRuns: 12 },
  );
});
