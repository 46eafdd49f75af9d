import { expect, test } from 'vitest';
import { computeClipFeatures } from '../../bench/match/clip-features.ts';
import { babble, noise } from '../../test/signals/synthetic-sound.ts';
import { DEFAULT_CONFIG, sureAbove } from './config.ts';
import { isSureAtDistantLag } from './distant-lag.ts';
import { createPairEvidence } from './pair-evidence.ts';

const needed = sureAbove(DEFAULT_CONFIG, 1);
const programme = babble(5, 1);
/** The programme as it is heard so much later, all of it; without the long echoes that blur the lag. */
const later = (ms: number, seed: number, room = programme) => {
  const clip = computeClipFeatures(dry(room, seed).subarray(0, 4 * 16_000), 1_000 + ms);
  return clip.after(clip.chunks);
};
function dry(sound: Float64Array, seed: number): Int16Array {
  const hiss = noise(sound.length, seed);
  return Int16Array.from(sound, (value, i) => 9_000 * (value + 0.01 * hiss[i]!));
}

test.each([100, 140, 180, 250, 320, -100, -180, -330])(
  'one programme %i ms apart is one sound at a distant lag',
  (ms) => {
    const [a, b] = [later(0, 11), later(ms, 12)];
    expect(isSureAtDistantLag(a, b, needed)).toBe(true);
    const near = createPairEvidence(a, b);
    near.update();
    expect(near.logLikelihoodRatio!).toBeLessThan(needed);
  },
);

test.each([500, 1_000, 2_000])('%i ms apart it is none: no device is so late', (ms) => {
  expect(isSureAtDistantLag(later(0, 11), later(ms, 12), needed)).toBe(false);
});

test('two different sounds are one at no lag', () => {
  expect(isSureAtDistantLag(later(0, 11), later(0, 12, babble(5, 2)), needed)).toBe(false);
});
