/**
 * Estimates the weights of the matcher from recordings with labels (`npm run matcher:fit -- FOLDER ...`): the
 * evidence from the first folder, the odds for a wall from all. Writes src/matching/likelihood-weights.ts and
 * wall-weights.ts, and prints what weights fitted without a fifth of the moments make of that fifth.
 */
import { writeFileSync } from 'node:fs';
import { FEATURES } from '../../src/audio/feature-format.ts';
import { DEFAULT_CONFIG, sureAbove } from '../../src/matching/config.ts';
import { LAGS, lagMs } from '../../src/matching/lags.ts';
import { lagPenalty } from '../../src/matching/likelihood.ts';
import { createPairEvidence } from '../../src/matching/pair-evidence.ts';
import type { ClipFeatures } from './clip-features.ts';
import { readClips } from './clips.ts';
import { wallExamples } from './fit-wall.ts';
import { fitLogistic, ratioOf, type Weights } from './logistic.ts';
import { readManifest } from './manifest.ts';
import { pairsToPlay } from './pairs-to-play.ts';

const folders = process.argv.slice(2);
if (folders[0] === undefined) throw new Error('which folder?');
const SECONDS = [0.8, 1.2, 1.6, 2, 3, 5];
const FOLDS = 5;
const SEED = 77;
/** The largest ratio among different rooms is kept this far below what so many pairs may show by chance, nats. */
const MARGIN = 3;

interface PairCurves {
  same: boolean;
  folds: [number, number];
  /** Per duration: scores per lag, then mean log energies per lag. */
  curves: Array<Float32Array | null>;
}

const needed = sureAbove(DEFAULT_CONFIG, 1);
const pairs = await curvesOfFolder(folders[0]);
SECONDS.forEach((seconds, duration) => {
  const { same, missed, different, joined } = leaveOut(pairs, duration);
  console.log(
    `${seconds} s, moments left out: ${missed} of ${same} missed, ${joined} of ${different} joined wrongly`,
  );
});
const rows = SECONDS.map((seconds, duration) => {
  const [constant, bands, waveform] = weightsFor(pairs, duration).map(twoDigits);
  return `  { seconds: ${seconds}, constant: ${constant}, bands: ${bands}, waveform: ${waveform} },\n`;
});
write(
  'likelihood-weights.ts',
  `/** What the statistics of a pair weigh after so many seconds of common audio. */
export interface LikelihoodWeights {
  readonly seconds: number;
  readonly constant: number;
  /** Nats per standard score of the band correlation. */
  readonly bands: number;
  /** Nats per mean log relative energy of the waveform correlation. */
  readonly waveform: number;
}

/** Version of the features that these weights are for. */
export const LIKELIHOOD_VERSION = ${FEATURES.version};

/** Made by \`npm run matcher:fit\`. */
export const LIKELIHOOD_WEIGHTS: readonly LikelihoodWeights[] = [\n${rows.join('')}];\n`,
);

const walls = (await Promise.all(folders.map((folder) => wallExamples(folder, SEED, needed)))).flat();
const [constant, highShare, liveliness, bands] = fitLogistic(walls).map(twoDigits);
console.log(`${walls.length} looks at pairs that would be sure, for the odds of a wall`);
write(
  'wall-weights.ts',
  `/** Made by \`npm run matcher:fit\`. */
export const WALL_WEIGHTS = {
  /** Of the features that these weights are for. */
  version: ${FEATURES.version},
  constant: ${constant},
  highShare: ${highShare},
  liveliness: ${liveliness},
  bands: ${bands},
};\n`,
);

function write(file: string, text: string): void {
  writeFileSync(new URL(`../../src/matching/${file}`, import.meta.url), text);
}

async function curvesOfFolder(folder: string): Promise<PairCurves[]> {
  const manifest = readManifest(folder);
  const read = await readClips(folder, manifest, SEED);
  const clips = new Map(manifest.clips.map((clip) => [clip.file, clip]));
  const foldOf = (moment: string) => Number.parseInt(moment.replace(/\D/g, ''), 10) % FOLDS;
  const labels = new Map(manifest.pairs.map((pair) => [`${pair.a}|${pair.b}`, pair]));
  const all: PairCurves[] = [];
  for (const { a, b } of pairsToPlay(manifest, true)) {
    const [one, other] = [clips.get(a)!, clips.get(b)!];
    const label = labels.get(`${a}|${b}`);
    const same = label?.same ?? false;
    if (!one.audible || !other.audible) continue;
    if (same ? label?.decidable === false : one.moment === other.moment) continue;
    const folds: [number, number] = [foldOf(one.moment), foldOf(other.moment)];
    all.push({ same, folds, curves: curvesOf(read.get(a)!.features, read.get(b)!.features) });
  }
  return all;
}

function curvesOf(a: ClipFeatures, b: ClipFeatures): Array<Float32Array | null> {
  const evidence = createPairEvidence(a.after(0), b.after(0));
  const curves: Array<Float32Array | null> = [];
  for (let chunk = 1; chunk <= a.chunks && curves.length < SECONDS.length; chunk++) {
    a.after(chunk);
    b.after(chunk);
    evidence.update();
    while (evidence.seconds >= (SECONDS[curves.length] ?? Number.POSITIVE_INFINITY) - 1e-9) {
      const known = evidence.statistics();
      curves.push(known ? Float32Array.from([...known.bands, ...known.waveform]) : null);
    }
  }
  return curves;
}

/** The statistics at the lag that suits these weights best, and the ratio there. */
function bestOf(curve: Float32Array, weights: Weights): { values: number[]; ratio: number } {
  let best = { values: [0, 0], ratio: Number.NEGATIVE_INFINITY };
  for (let lag = 0; lag < LAGS; lag++) {
    const values = [curve[lag]!, curve[LAGS + lag]!];
    const ratio = ratioOf(weights, values) - lagPenalty(lagMs(lag));
    if (ratio > best.ratio) best = { values, ratio };
  }
  return best;
}

/** The best lag depends on the weights and the weights on the lag: a few rounds settle both. */
function weightsFor(of: readonly PairCurves[], duration: number): Weights {
  const known = of.filter(({ curves }) => curves[duration] != null);
  let weights: Weights = [-13, 1.8, 11];
  for (let round = 0; round < 4; round++) {
    weights = fitLogistic(
      known.map(({ same, curves }) => ({
        positive: same,
        values: bestOf(curves[duration]!, weights).values,
      })),
    );
  }
  const different = known.filter(({ same }) => !same);
  const largest = different.reduce(
    (most, { curves }) => Math.max(most, bestOf(curves[duration]!, weights).ratio),
    0,
  );
  const factor = largest > 0 ? Math.min(1, (Math.log(different.length) - MARGIN) / largest) : 1;
  return weights.map((weight) => weight * factor);
}

function leaveOut(of: readonly PairCurves[], duration: number) {
  const count = { same: 0, missed: 0, different: 0, joined: 0 };
  for (let fold = 0; fold < FOLDS; fold++) {
    const weights = weightsFor(
      of.filter(({ folds }) => !folds.includes(fold)),
      duration,
    );
    for (const pair of of) {
      const curve = pair.curves[duration];
      if (curve == null || pair.folds[0] !== fold || pair.folds[1] !== fold) continue;
      const sure = bestOf(curve, weights).ratio > needed;
      count[pair.same ? 'same' : 'different']++;
      if (sure !== pair.same) count[pair.same ? 'missed' : 'joined']++;
    }
  }
  return count;
}

function twoDigits(value: number): number {
  return Math.round(value * 100) / 100;
}
