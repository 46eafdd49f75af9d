import type { Clip, Manifest } from './manifest.ts';
import { NOISE_BANDS, noiseBandOf } from './noise-bands.ts';
import type { PairOutcome } from './replay-pair.ts';
import { reportRates } from './report-rates.ts';

type Outcome = { a: string; b: string } & PairOutcome;
interface Judged extends Outcome {
  same: boolean;
  kind: string;
  band: string;
  noiseDb: number;
  decidable: boolean;
  audible: boolean;
  otherMoment: boolean;
}
interface Row {
  name: string;
  pairs: number;
  wrong: number;
}

/** Compares what the matcher decided with the labels. The only code that reads labels. */
export function report(
  manifest: Manifest,
  outcomes: readonly Outcome[],
  cpu: { msPerRecordingSecond: number; msPerPairSecond: number },
): { text: string; summary: object } {
  const judged = judge(manifest, outcomes);
  const same = judged.filter((pair) => pair.same && pair.decidable);
  const different = judged.filter((pair) => !pair.same);
  const misses = tally(
    same,
    ({ kind }) => kind,
    ({ joined }) => !joined,
  );
  const missesByBand = tally(
    same,
    ({ band }) => band,
    ({ joined }) => !joined,
  );
  const falseJoins = tally(different, falseKind, ({ joined }) => joined);
  const silent = tally(
    judged.filter((pair) => pair.same && !pair.decidable),
    ({ kind }) => kind,
    ({ joined }) => joined,
  );
  const times = same.flatMap(({ decidedAtSeconds }) => decidedAtSeconds ?? []).sort((x, y) => x - y);
  const decided = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
  const atRate = reportRates(
    same,
    judged.filter((pair) => pair.otherMoment && pair.audible).map(({ score }) => score),
  );
  const largest = largestOf(different.filter(({ decidable }) => decidable));
  const text = [
    '## Misses: pairs of one room not joined within the clip',
    table(['sound', 'pairs', 'missed'], misses),
    table(['noisier clip', 'pairs', 'missed'], missesByBand),
    '## False joins: pairs of different rooms joined',
    table(['pairs', 'number', 'joined'], falseJoins),
    '## Silent rooms (nobody could tell), joined',
    table(['sound', 'pairs', 'joined'], silent),
    '## Missed % at a fixed false-accept rate, by seconds of common audio',
    `In brackets: number missed; 95 % interval. Thresholds from ${atRate.negatives} audible pairs of different moments: 1e-3 and 1e-4 counted, 1e-6 from an exponential tail fitted to the highest hundredth of the scores, and not below the highest.`,
    atRate.text,
    '## Time and cost',
    `Common audio until decided: p50 ${decided.p50} s, p95 ${decided.p95} s.`,
    `Largest score of different rooms: ${largest}.`,
    `CPU: ${cpu.msPerRecordingSecond.toFixed(2)} ms per second of recording, ${cpu.msPerPairSecond.toFixed(3)} ms per second of a pair.`,
  ].join('\n\n');
  return {
    text,
    summary: { misses, missesByBand, falseJoins, silent, decided, atRate: atRate.cells, largest, cpu },
  };
}

function judge({ clips, pairs }: Manifest, outcomes: readonly Outcome[]): Judged[] {
  const clipOf = new Map(clips.map((clip) => [clip.file, clip]));
  const labels = new Map(pairs.map((pair) => [`${pair.a}|${pair.b}`, pair]));
  return outcomes.map((outcome) => {
    const [a, b] = [clipOf.get(outcome.a) as Clip, clipOf.get(outcome.b) as Clip];
    const label = labels.get(`${outcome.a}|${outcome.b}`);
    return {
      ...outcome,
      same: label?.same ?? false,
      kind: label?.kind ?? 'easy',
      decidable: label?.decidable ?? true,
      band: noiseBandOf(a, b),
      noiseDb: Math.min(a.snr_db, b.snr_db),
      audible: a.audible && b.audible,
      otherMoment: a.moment !== b.moment,
    };
  });
}

const falseKind = ({ kind, audible, otherMoment }: Judged) =>
  otherMoment ? `different moments${audible ? '' : ', one silent'}` : kind;

function tally(
  pairs: readonly Judged[],
  nameOf: (pair: Judged) => string,
  isWrong: (pair: Judged) => boolean,
): Row[] {
  const rows = new Map<string, Row>();
  for (const pair of pairs) {
    const name = nameOf(pair);
    const row = rows.get(name) ?? { name, pairs: 0, wrong: 0 };
    row.pairs++;
    if (isWrong(pair)) row.wrong++;
    rows.set(name, row);
  }
  const sorted = [...rows.values()].sort(
    (x, y) => order(x.name) - order(y.name) || (x.name < y.name ? -1 : 1),
  );
  const sum = (field: 'pairs' | 'wrong') => sorted.reduce((total, row) => total + row[field], 0);
  return [...sorted, { name: 'all', pairs: sum('pairs'), wrong: sum('wrong') }];
}

/** Noise bands stand in their own order, everything else by name. */
const order = (name: string) => (NOISE_BANDS as readonly string[]).indexOf(name);

function largestOf(pairs: readonly Judged[]): string {
  let best = { value: Number.NEGATIVE_INFINITY, name: 'none' };
  for (const { a, b, kind, score } of pairs) {
    for (const value of Object.values(score)) {
      if (value !== null && value > best.value)
        best = { value, name: `${value.toFixed(1)} (${kind}: ${a}, ${b})` };
    }
  }
  return best.name;
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? null;
}

function table(head: [string, string, string], rows: readonly Row[]): string {
  const lines = rows.map(
    ({ name, pairs, wrong }) =>
      `| ${name} | ${pairs} | ${wrong} (${((100 * wrong) / Math.max(1, pairs)).toFixed(1)} %) |`,
  );
  return [`| ${head.join(' | ')} |`, '|---|---|---|', ...lines].join('\n');
}
