import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { type ClipFeatures, computeClipFeatures } from './clip-features.ts';
import { DISTORTIONS, type Distortion } from './distort.ts';
import { wilsonInterval } from './error-rates.ts';
import type { Clip, LabelledPair, Manifest } from './manifest.ts';
import { NOISE_BANDS, noiseBandOf } from './noise-bands.ts';
import type { Sender } from './replay-moment.ts';
import { replayPair } from './replay-pair.ts';

interface Row {
  distortion: string;
  misses: Array<{ band: string; pairs: number; missed: number; low: number; high: number }>;
  falseJoins: Array<{ kind: string; pairs: number; joined: number }>;
}

/**
 * Every listed pair, the first of its two clips distorted as a device might: misses within the clip by noise band,
 * and pairs of different rooms joined.
 *
 * @param features of the clips as they are
 * @param which a distortion's name, or `all`
 */
export function reportDistortions(
  manifest: Manifest,
  senders: ReadonlyMap<string, Sender>,
  features: ReadonlyMap<string, ClipFeatures>,
  which: string,
): { text: string; summary: Row[] } {
  const names = which === 'all' ? Object.keys(DISTORTIONS) : [which];
  const rows = ['none', ...names].map((name) => {
    const distort = name === 'none' ? undefined : DISTORTIONS[name];
    if (name !== 'none' && distort === undefined) {
      throw new RangeError(`no distortion ${name}; there are ${Object.keys(DISTORTIONS).join(', ')}`);
    }
    const first = distort === undefined ? features : distorted(manifest, senders, distort);
    const joined = manifest.pairs.map(
      ({ a, b }) => replayPair(first.get(a)!, features.get(b)!, DEFAULT_CONFIG).joined,
    );
    return rowOf(name, manifest, joined);
  });
  return { text: textOf(rows), summary: rows };
}

/** Features of the clips that stand first in a pair, distorted; chance is seeded by the clip's number. */
function distorted({ clips, pairs }: Manifest, senders: ReadonlyMap<string, Sender>, distort: Distortion) {
  const first = new Set(pairs.map(({ a }) => a));
  return new Map(
    clips.flatMap(({ file }, i) => {
      if (!first.has(file)) return [];
      const { samples, claimed } = senders.get(file)!;
      return [[file, computeClipFeatures(distort(samples, seededRandom(i)), 1_000 + claimed)] as const];
    }),
  );
}

function rowOf(distortion: string, { clips, pairs }: Manifest, joined: readonly boolean[]): Row {
  const clipOf = new Map(clips.map((clip) => [clip.file, clip]));
  const bandOf = ({ a, b }: LabelledPair) => noiseBandOf(clipOf.get(a) as Clip, clipOf.get(b) as Clip);
  const misses = NOISE_BANDS.map((band) => {
    const of = pairs.flatMap((pair, i) =>
      pair.same && pair.decidable && bandOf(pair) === band ? [joined[i]!] : [],
    );
    const missed = of.filter((found) => !found).length;
    const [low, high] = wilsonInterval(missed, of.length);
    return { band, pairs: of.length, missed, low, high };
  });
  const kinds = [...new Set(pairs.filter(({ same }) => !same).map(({ kind }) => kind))].sort();
  const falseJoins = kinds.map((kind) => {
    const of = pairs.flatMap((pair, i) => (!pair.same && pair.kind === kind ? [joined[i]!] : []));
    return { kind, pairs: of.length, joined: of.filter(Boolean).length };
  });
  return { distortion, misses, falseJoins };
}

function textOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = (head: readonly string[], cellsOf: (row: Row) => string[]) =>
    [line(head), line(head.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join('\n');
  const percent = (share: number) => (100 * share).toFixed(1);
  return [
    '## Distortions: one of the two devices spoils its recording',
    'Pairs of one room not joined within the clip; in brackets number and 95 % interval.',
    table(
      ['distortion', ...rows[0]!.misses.map(({ band, pairs }) => `${band} (${pairs})`)],
      ({ distortion, misses }) => [
        distortion,
        ...misses.map(({ pairs, missed, low, high }) =>
          pairs === 0 ? '-' : `${percent(missed / pairs)} % (${missed}; ${percent(low)}..${percent(high)})`,
        ),
      ],
    ),
    'Pairs of different rooms joined.',
    table(
      ['distortion', ...rows[0]!.falseJoins.map(({ kind, pairs }) => `${kind} (${pairs})`)],
      ({ distortion, falseJoins }) => [distortion, ...falseJoins.map(({ joined }) => `${joined}`)],
    ),
  ].join('\n\n');
}
