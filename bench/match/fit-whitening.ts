/**
 * Estimates the whitening matrix from recordings and writes src/audio/whitening-triangle.ts:
 * node scripts/run-ts.mjs bench/match/fit-whitening.ts FOLDER
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createBandFeatures } from '../../src/audio/band-features.ts';
import { createBandPowers } from '../../src/audio/band-powers.ts';
import { FEATURES } from '../../src/audio/feature-format.ts';
import { inverseSquareRoot } from './inverse-square-root.ts';
import { readManifest } from './manifest.ts';
import { createClipReader } from './read-clip.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const size = FEATURES.bands;
const identity = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
const covariance = new Float64Array(size * size);
const powers = createBandPowers();
const reader = createClipReader();
let count = 0;
for (const clip of readManifest(folder).clips) {
  const samples = await reader.read(path.join(folder, clip.file));
  const features = createBandFeatures(identity, Number.POSITIVE_INFINITY, false);
  const value = new Float32Array(size);
  for (let at = 0; at + 3_200 + FEATURES.frameSamples <= samples.length; at += 3_200) {
    const frames = Array.from({ length: 25 }, (_, i) => {
      const from = at + i * FEATURES.frameStep;
      const power = new Float32Array(size);
      powers(samples.subarray(from, from + FEATURES.frameSamples), power);
      return power;
    });
    features.prepare(frames);
    for (const frame of frames) {
      features.next(frame, value);
      count++;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) covariance[i * size + j]! += value[i]! * value[j]!;
      }
    }
  }
}
await reader.free();
for (let i = 0; i < size; i++) {
  for (let j = 0; j <= i; j++) {
    covariance[i * size + j]! /= count;
    covariance[j * size + i] = covariance[i * size + j]!;
  }
}
const matrix = inverseSquareRoot(covariance, size, 0.05);
const triangle: string[] = [];
for (let i = 0; i < size; i++) {
  for (let j = 0; j <= i; j++) triangle.push(String(Math.round(matrix[i * size + j]! * 1_000) / 1_000));
}
const lines: string[] = [];
for (let i = 0; i < triangle.length; i += 16) lines.push(`  ${triangle.slice(i, i + 16).join(', ')},`);
writeFileSync(
  new URL('../../src/audio/whitening-triangle.ts', import.meta.url),
  `/** Made by bench/match/fit-whitening.ts: lower triangle of the whitening matrix, row by row. */
// biome-ignore format: a table
export const WHITENING_TRIANGLE: readonly number[] = [\n${lines.join('\n')}\n];\n`,
);
