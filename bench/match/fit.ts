/**
 * Fits the weights of the evidence on recordings with labels and writes src/matching/likelihood-weights.ts;
 * prints what weights fitted without a fifth of the moments make of that fifth:
 * node scripts/run-ts.mjs bench/match/fit.ts FOLDER
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_CONFIG, sureAbove } from '../../src/matching/config.ts';
import { LAGS, lagMs } from '../../src/matching/lags.ts';
import { LEAST_ENERGY, lagPenalty } from '../../src/matching/likelihood.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import { computeClipFeatures } from './clip-features.ts';
import { type Example, fitLogistic, ratioOf, type Weights } from './logistic.ts';
import { readManifest } from './manifest.ts';
import { pairsToPlay } from './pairs-to-play.ts';
import { createClipReader } from './read-clip.ts';
import { seededRandom } from './seeded-random.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const SECONDS = [0.8, 1.2, 1.6, 2, 3, 5];
const FOLDS = 5;
/** The largest ratio among different rooms is kept this far below what so many pairs may show by chance, nats. */
const MARGIN = 3;

interface PairCurves {
  same: boolean;
  folds: [number, number];
  /** Per duration: scores per lag, then log energies per lag. */
  curves: Array<Float32Array | null>;
}

const manifest = readManifest(folder);
const random = seededRandom(77);
const reader = createClipReader();
const clips = new Map<
  string,
  { features: ReturnType<typeof computeClipFeatures>; moment: string; fold: number }
>();
for (const { file, moment, t0_ms } of manifest.clips) {
  const features = computeClipFeatures(
    await reader.read(path.join(folder, file)),
    1_000 + t0_ms + 40 * random() - 20,
  );
  clips.set(file, { features, moment, fold: Number.parseInt(moment.replace(/\D/g, ''), 10) % FOLDS });
}
await reader.free();

const audible = new Map(manifest.clips.map((clip) => [clip.file, clip.audible]));
const labels = new Map(manifest.pairs.map((pair) => [`${pair.a}|${pair.b}`, pair]));
const all: PairCurves[] = [];
for (const { a, b } of pairsToPlay(manifest, true)) {
  const [one, other] = [clips.get(a)!, clips.get(b)!];
  const label = labels.get(`${a}|${b}`);
  const same = label?.same ?? false;
  if (!audible.get(a) || !audible.get(b) || (same ? label?.decidable === false : one.moment === other.moment))
    continue;
  all.push({ same, folds: [one.fold, other.fold], curves: curvesOf(one.features, other.features) });
}

function curvesOf(a: ReturnType<typeof computeClipFeatures>, b: typeof a): Array<Float32Array | null> {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  const curves: Array<Float32Array | null> = [];
  for (let chunk = 1; chunk <= a.chunks && curves.length < SECONDS.length; chunk++) {
    a.after(chunk);
    b.after(chunk);
    evidence.update();
    while (evidence.seconds >= (SECONDS[curves.length] ?? Number.POSITIVE_INFINITY) - 1e-9) {
      const known = evidence.statistics();
      const energies = known?.waveform.map((energy) => Math.log(Math.max(LEAST_ENERGY, energy)));
      curves.push(known && energies ? Float32Array.from([...known.bands, ...energies]) : null);
    }
  }
  return curves;
}

/** The statistics at the lag that suits these weights best. */
function exampleOf(same: boolean, curve: Float32Array, weights: Weights): Example {
  let best: Example | undefined;
  for (let lag = 0; lag < LAGS; lag++) {
    const example = {
      same,
      bands: curve[lag]!,
      waveform: curve[LAGS + lag]!,
      penalty: lagPenalty(lagMs(lag)),
    };
    if (best === undefined || ratioOf(weights, example) > ratioOf(weights, best)) best = example;
  }
  return best!;
}

/** The best lag depends on the weights and the weights on the lag: a few rounds settle both. */
function weightsFor(pairs: readonly PairCurves[], duration: number): Weights {
  const known = pairs.filter(({ curves }) => curves[duration] != null);
  let weights: Weights = [-13, 1.8, 11];
  for (let round = 0; round < 4; round++) {
    weights = fitLogistic(known.map(({ same, curves }) => exampleOf(same, curves[duration]!, weights)));
  }
  const different = known.filter(({ same }) => !same);
  const largest = Math.max(
    ...different.map(({ curves }) => ratioOf(weights, exampleOf(false, curves[duration]!, weights))),
  );
  const factor = Math.min(1, (Math.log(different.length) - MARGIN) / largest);
  return weights.map((weight) => weight * factor) as Weights;
}

const needed = sureAbove(DEFAULT_CONFIG, 1);
SECONDS.forEach((seconds, duration) => {
  let [same, missed, different, joined] = [0, 0, 0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = weightsFor(
      all.filter(({ folds }) => !folds.includes(fold)),
      duration,
    );
    for (const pair of all) {
      const curve = pair.curves[duration];
      if (curve == null || pair.folds[0] !== fold || pair.folds[1] !== fold) continue;
      const sure = ratioOf(weights, exampleOf(pair.same, curve, weights)) > needed;
      if (pair.same) {
        same++;
        if (!sure) missed++;
      } else {
        different++;
        if (sure) joined++;
      }
    }
  }
  console.log(
    `${seconds} s, moments left out: ${missed} of ${same} missed, ${joined} of ${different} joined wrongly`,
  );
});
const rows = SECONDS.map((seconds, duration) => {
  const [constant, bands, waveform] = weightsFor(all, duration).map(
    (weight) => Math.round(weight * 100) / 100,
  );
  return `  { seconds: ${seconds}, constant: ${constant}, bands: ${bands}, waveform: ${waveform} },\n`;
});
writeFileSync(
  new URL('../../src/matching/likelihood-weights.ts', import.meta.url),
  `/** What the statistics of a pair weigh after so many seconds of common audio. */
export interface LikelihoodWeights {
  readonly seconds: number;
  readonly constant: number;
  /** Nats per standard score of the band correlation. */
  readonly bands: number;
  /** Nats per natural logarithm of the waveform correlation's relative energy. */
  readonly waveform: number;
}

/** Made by bench/match/fit.ts. */
export const LIKELIHOOD_WEIGHTS: readonly LikelihoodWeights[] = [\n${rows.join('')}];\n`,
);
