import { expect, test } from 'vitest';
import { createBandFeatures } from './band-features.ts';
import { createBandPowers } from './band-powers.ts';
import { BLOCK_BINS, COHERENCE_BANDS, createCoherenceBlocks } from './coherence-blocks.ts';
import { FEATURES } from './feature-format.ts';
import { createNoiseFloor } from './noise-floor.ts';
import { whiteningMatrix } from './whitening.ts';

/** A deterministic sound without chance: a sum of chirps, full scale about 0.5. */
const sound = (length: number, from = 0) =>
  Int16Array.from({ length }, (_, i) => {
    const n = from + i;
    return Math.round(6_000 * Math.sin(n * n * 1e-4) + 6_000 * Math.sin(n * 0.21) * Math.sin(n * 0.003));
  });

test('band powers: a tone is in its band, silence at the least power', () => {
  const into = new Float32Array(FEATURES.bands);
  createBandPowers()(new Int16Array(512), into);
  for (const value of into) expect(value).toBeCloseTo(Math.log(1e-9), 3);
  createBandPowers()(
    Int16Array.from({ length: 512 }, (_, i) => 16_384 * Math.sin((2 * Math.PI * 1_000 * i) / 16_000)),
    into,
  );
  const loudest = into.indexOf(Math.max(...into));
  const edge = (i: number) => 200 * 30 ** (i / 40);
  expect(edge(loudest)).toBeLessThan(1_016);
  expect(edge(loudest + 1)).toBeGreaterThan(984);
  // Half of full scale through a Hann window is (0.5 * 512 / 4)^2 in the tone's own bin, a part of its band.
  expect(into[loudest]).toBeGreaterThan(Math.log(64 ** 2 / 4));
  expect(into[loudest]).toBeLessThan(Math.log(64 ** 2));
});

test('noise floor: the 20th percentile of what it remembers', () => {
  const floor = createNoiseFloor(2, 100, 0.2);
  const into = new Float32Array(2);
  for (let i = 0; i < 100; i++) floor.add(Float32Array.of(-10 + i / 10, -5));
  floor.read(into);
  expect(into[0]).toBeCloseTo(-8, 0);
  expect(into[1]).toBeCloseTo(-5, 1);
  for (let i = 0; i < 100; i++) floor.add(Float32Array.of(3, -7));
  floor.read(into);
  expect(into[0]).toBeCloseTo(3, 1);
  expect(into[1]).toBeCloseTo(-7, 1);
});

test('whitening: a symmetric matrix of the right size', () => {
  const [matrix, size] = [whiteningMatrix(), FEATURES.bands];
  expect(matrix).toHaveLength(size * size);
  for (let i = 0; i < size; i++) {
    expect(matrix[i * size + i]).toBeGreaterThan(0.5);
    for (let j = 0; j < i; j++) expect(matrix[i * size + j]).toBe(matrix[j * size + i]);
  }
});

test('band features: a steady sound gives nothing, an onset is clipped', () => {
  const features = createBandFeatures(whiteningMatrix(), FEATURES.clip, false);
  const into = new Float32Array(FEATURES.bands);
  const steady = new Float32Array(FEATURES.bands).fill(-8);
  for (let i = 0; i < 100; i++) {
    features.prepare([steady]);
    features.next(steady, into);
  }
  for (const value of into) expect(value).toBeCloseTo(0, 5);
  const onset = Float32Array.from(steady, (value, i) => (i === 20 ? value + 20 : value));
  features.prepare([onset]);
  features.next(onset, into);
  expect(into[20]).toBe(FEATURES.clip);
  expect(Math.min(...into)).toBe(-FEATURES.clip);
});

test(`format ${FEATURES.version}: reference vectors of every step`, () => {
  const powers = createBandPowers();
  const features = createBandFeatures();
  const into = new Float32Array(FEATURES.bands);
  for (let chunk = 0; chunk < 4; chunk++) {
    const frames = Array.from({ length: 25 }, (_, i) => {
      const power = new Float32Array(FEATURES.bands);
      powers(sound(512, (25 * chunk + i) * FEATURES.frameStep), power);
      return power;
    });
    features.prepare(frames);
    for (const frame of frames) features.next(frame, into);
    if (chunk === 3)
      expect(rounded(frames[24]!.filter((_, i) => i % 8 === 0))).toMatchInlineSnapshot(`
      [
        -12.069,
        -5.98,
        -10.687,
        -16.914,
        -18.079,
      ]
    `);
  }
  expect(rounded(into.filter((_, i) => i % 8 === 0))).toMatchInlineSnapshot(`
    [
      0.056,
      -0.008,
      -0.052,
      0.896,
      -2.236,
    ]
  `);
  const block = new Float32Array(2 * BLOCK_BINS);
  createCoherenceBlocks()(sound(FEATURES.blockSamples, FEATURES.blockStep), block);
  expect(rounded(block.slice(60, 64))).toMatchInlineSnapshot(`
    [
      1.328,
      -4.592,
      5.872,
      -3.697,
    ]
  `);
  expect(rounded(block.slice(BLOCK_BINS + 60, BLOCK_BINS + 64))).toMatchInlineSnapshot(`
    [
      -1.361,
      5.989,
      -7.62,
      4.809,
    ]
  `);
});

test('band features: a frame ten times as long counts less than twice as much', () => {
  const identity = whiteningMatrix().map((_, i) => (i % (FEATURES.bands + 1) === 0 ? 1 : 0));
  const lengthOf = (onset: number) => {
    const features = createBandFeatures(identity, Number.POSITIVE_INFINITY);
    const into = new Float32Array(FEATURES.bands);
    const quiet = new Float32Array(FEATURES.bands).fill(-10);
    for (let i = 0; i < 70; i++) {
      features.prepare([quiet]);
      features.next(quiet, into);
    }
    const loud = quiet.map((value, band) => (band < 20 ? value + onset : value));
    features.prepare([loud]);
    features.next(loud, into);
    return Math.hypot(...into);
  };
  expect(lengthOf(0.5)).toBeGreaterThan(0);
  const [soft, hard] = [lengthOf(0.25), lengthOf(4)];
  expect(hard / soft).toBeGreaterThan(1);
  expect(hard / soft).toBeLessThan(3);
});

test('coherence blocks: loudness counts by its square root, phases stay', () => {
  const blocks = createCoherenceBlocks();
  const [soft, loud] = [new Float32Array(2 * BLOCK_BINS), new Float32Array(2 * BLOCK_BINS)];
  const block = sound(FEATURES.blockSamples).map((sample) => sample >> 4);
  blocks(block, soft);
  blocks(
    block.map((sample) => 16 * sample),
    loud,
  );
  const at = soft.reduce((best, value, i) => (Math.abs(value) > Math.abs(soft[best]!) ? i : best), 0);
  expect(Math.abs(soft[at]!)).toBeGreaterThan(0);
  expect(loud[at]! / soft[at]!).toBeCloseTo(4, 2);
});

test('coherence bands: half octaves that fill the range without a gap', () => {
  expect(COHERENCE_BANDS.map(({ lowHz }) => Math.round(lowHz))).toMatchInlineSnapshot(`
    [
      301,
      422,
      598,
      844,
      1191,
      1684,
      2379,
      3367,
      4758,
    ]
  `);
  COHERENCE_BANDS.forEach(({ first }, i) => {
    expect(first).toBe(COHERENCE_BANDS[i - 1]?.end ?? 0);
  });
  expect(COHERENCE_BANDS.at(-1)!.end).toBe(BLOCK_BINS);
});

function rounded(values: Float32Array): number[] {
  return Array.from(values, (value) => Math.round(value * 1_000) / 1_000);
}
