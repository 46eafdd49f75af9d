import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import { wallTraits } from '../../src/matching/wall-odds.ts';
import type { ClipFeatures } from './clip-features.ts';
import { readClips } from './clips.ts';
import type { Example } from './logistic.ts';
import { readManifest } from './manifest.ts';

/**
 * Every look at which a pair of one room, or of two rooms with a wall between them, would be sure; what is looked
 * for is the wall. The looks of a pair count as one together.
 *
 * @param needed ratio from which on a pair would be sure
 */
export async function wallExamples(folder: string, seed: number, needed: number): Promise<Example[]> {
  const manifest = readManifest(folder);
  const read = await readClips(folder, manifest, seed);
  return manifest.pairs.flatMap(({ a, b, same, kind, decidable }) => {
    if (same ? !decidable : kind !== 'hard:wall') return [];
    const looks = looksAt(read.get(a)!.features, read.get(b)!.features, needed);
    return looks.map((values) => ({ positive: !same, values, weight: 1 / looks.length }));
  });
}

function looksAt(a: ClipFeatures, b: ClipFeatures, needed: number): number[][] {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  const looks: number[][] = [];
  for (let chunk = 1; chunk <= Math.max(a.chunks, b.chunks); chunk++) {
    a.after(chunk);
    b.after(chunk);
    if (!evidence.update() || (evidence.logLikelihoodRatio ?? 0) <= needed) continue;
    if ((a.verdictAfter(chunk) ?? b.verdictAfter(chunk)) !== null) continue;
    const liveliness = Math.min(a.livelinessAfter(chunk), b.livelinessAfter(chunk));
    looks.push(wallTraits({ ...evidence.agreement(), liveliness }));
  }
  return looks;
}
