import { countedThreshold, countMisses, type Score, tailThreshold, wilsonInterval } from './error-rates.ts';
import { NOISE_BANDS } from './noise-bands.ts';
import type { PairOutcome } from './replay-pair.ts';
import { SCORE_SECONDS } from './replay-pair.ts';

/** A pair of one room. */
export interface ScoredPair {
  readonly score: PairOutcome['score'];
  readonly kind: string;
  readonly band: string;
  /** Of its noisier clip, dB. */
  readonly noiseDb: number;
}

/** Missed pairs of one room at a threshold that lets through so many pairs of different rooms. */
export interface RateCell {
  rate: string;
  of: string;
  seconds: number;
  pairs: number;
  missed: number;
}

/** Lower edges of the groups by noise, dB; the last is open above. */
const NOISE_STEPS = [-10, -5, 0, 5, 10, 15, 20];
const RATES = [
  { rate: '1e-3', of: (scores: readonly Score[]) => countedThreshold(scores, 1e-3) },
  { rate: '1e-4', of: (scores: readonly Score[]) => countedThreshold(scores, 1e-4) },
  { rate: '1e-6', of: (scores: readonly Score[]) => tailThreshold(scores, 1e-6, 0)?.threshold ?? Number.NaN },
];

/**
 * Misses by noise band, condition, and noise in steps, at rates per pair of 1e-3 and 1e-4 (counted) and 1e-6 (an
 * exponential tail fitted to the highest hundredth of the scores; never below the highest).
 *
 * @param negatives scores of pairs of different moments
 */
export function reportRates(same: readonly ScoredPair[], negatives: readonly PairOutcome['score'][]) {
  const groups: Array<[of: string, pairs: ScoredPair[]]> = [
    ...NOISE_BANDS.map((band): [string, ScoredPair[]] => [band, same.filter((pair) => pair.band === band)]),
    ...[...new Set(same.map(({ kind }) => kind))]
      .sort()
      .map((kind): [string, ScoredPair[]] => [kind, same.filter((pair) => pair.kind === kind)]),
    ...NOISE_STEPS.map((low, i): [string, ScoredPair[]] => {
      const high = NOISE_STEPS[i + 1] ?? Number.POSITIVE_INFINITY;
      return [`from ${low} dB`, same.filter(({ noiseDb }) => noiseDb >= low && noiseDb < high)];
    }),
  ];
  const cells: RateCell[] = [];
  for (const seconds of SCORE_SECONDS) {
    const scores = negatives.map((score) => score[seconds] ?? null);
    for (const { rate, of: thresholdOf } of RATES) {
      const threshold = thresholdOf(scores);
      for (const [of, pairs] of groups) {
        const missed = countMisses(
          pairs.map(({ score }) => score[seconds] ?? null),
          threshold,
        );
        cells.push({ rate, of, seconds, pairs: pairs.length, missed });
      }
    }
  }
  return { negatives: negatives.length, cells, text: negatives.length === 0 ? '' : textOf(groups, cells) };
}

/** The steps of noise are for the plot. */
function textOf(
  groups: ReadonlyArray<readonly [string, readonly unknown[]]>,
  cells: readonly RateCell[],
): string {
  const head = ['of', 'rate', ...SCORE_SECONDS.map((seconds) => `${seconds} s`)];
  const rows = groups.flatMap(([of, pairs]) =>
    pairs.length === 0 || of.startsWith('from ')
      ? []
      : RATES.map(({ rate }) => {
          const values = SCORE_SECONDS.map((seconds) =>
            share(cells.find((cell) => cell.of === of && cell.rate === rate && cell.seconds === seconds)!),
          );
          return `| ${[`${of} (${pairs.length})`, rate, ...values].join(' | ')} |`;
        }),
  );
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}

function share({ pairs, missed }: RateCell): string {
  const [low, high] = wilsonInterval(missed, pairs);
  const percent = (value: number) => (100 * value).toFixed(value < 0.0995 ? 1 : 0);
  return `${percent(missed / pairs)} % (${missed}; ${percent(low)}..${percent(high)})`;
}
