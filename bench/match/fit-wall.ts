/**
 * Fits the odds that a common sound came through a wall, on folders of recordings with labels that have rooms next
 * door, and prints them: node scripts/run-ts.mjs bench/match/fit-wall.ts FOLDER ...
 */
import path from 'node:path';
import { DEFAULT_CONFIG, sureAbove } from '../../src/matching/config.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import { type ClipFeatures, computeClipFeatures } from './clip-features.ts';
import { type Example, fitLogistic } from './logistic.ts';
import { readManifest } from './manifest.ts';
import { createClipReader } from './read-clip.ts';
import { seededRandom } from './seeded-random.ts';

const CLOCK_ERROR_MS = 20;
const needed = sureAbove(DEFAULT_CONFIG, 1);
const examples: Example[] = [];
for (const folder of process.argv.slice(2)) {
  const { clips, pairs } = readManifest(folder);
  const random = seededRandom(77);
  const reader = createClipReader();
  const features = new Map<string, ClipFeatures>();
  for (const { file, t0_ms } of clips) {
    const samples = await reader.read(path.join(folder, file));
    features.set(file, computeClipFeatures(samples, 1_000 + t0_ms + (2 * random() - 1) * CLOCK_ERROR_MS));
  }
  await reader.free();
  for (const { a, b, same, kind, decidable } of pairs) {
    if (same ? !decidable : kind !== 'hard:wall') continue;
    examples.push(...looksAt(same, features.get(a)!, features.get(b)!));
  }
}
const walls = examples.filter(({ same }) => same).length;
console.log(`${examples.length} looks at pairs that would be sure, ${walls} of them through a wall`);
const [constant, highShare, liveliness] = fitLogistic(examples).map((weight) => Number(weight.toFixed(2)));
console.log(
  `const WALL_WEIGHTS = { constant: ${constant}, highShare: ${highShare}, liveliness: ${liveliness} };`,
);

/** Every look at which the pair would be sure; here `same` is what is looked for, the wall. */
function looksAt(same: boolean, a: ClipFeatures, b: ClipFeatures): Example[] {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  const looks: Example[] = [];
  for (let chunk = 1; chunk <= Math.max(a.chunks, b.chunks); chunk++) {
    a.after(chunk);
    b.after(chunk);
    if (!evidence.update() || (evidence.logLikelihoodRatio ?? 0) <= needed) continue;
    const alive = Math.log(Math.min(a.livelinessAfter(chunk), b.livelinessAfter(chunk)));
    looks.push({ same: !same, bands: evidence.highShare(), waveform: alive, penalty: 0 });
  }
  return looks;
}
