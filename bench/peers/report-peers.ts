import { SCORE_SECONDS } from '../match/replay-pair.ts';
import { type Count, RATES, type Result } from './evaluate.ts';
import type { Measured } from './measure.ts';

/** At this rate hard pairs are shown. */
const HARD_RATE = RATES[1].name;
const TAIL_RATES = RATES.slice(2).map(({ name }) => name);

/** The results as tables in Markdown. */
export function reportPeers(results: readonly Result[], measured: readonly Measured[], head: string): string {
  const methods = measured.map(({ name }) => name);
  const find = (method: string, rate: string) =>
    SCORE_SECONDS.map((s) => results.find((r) => r.method === method && r.rate === rate && r.seconds === s)!);
  const byName = (rate: string, field: 'missedByCondition' | 'acceptedHard') =>
    table(
      ['pairs', 'number', ...methods],
      find(methods[0]!, rate)[0]![field].map(({ name, pairs }, row) => [
        name,
        `${pairs}`,
        ...methods.map((method) => countsOf(find(method, rate).map((result) => result[field][row]!))),
      ]),
    );
  return [
    head,
    ...RATES.flatMap(({ name: rate }) => [
      `## Missed, ${rate}`,
      table(
        ['method', 'noisier clip', ...SCORE_SECONDS.map((seconds) => `${seconds} s`)],
        methods.flatMap((method) => bandRows(method, find(method, rate))),
      ),
    ]),
    '## Missed by condition',
    'Number of pairs missed after 1 / 2 / 3 / 5 s.',
    ...RATES.flatMap(({ name: rate }) => [`### ${rate}`, byName(rate, 'missedByCondition')]),
    `## Hard pairs accepted, ${HARD_RATE}`,
    'Different rooms that are easily confused: number accepted after 1 / 2 / 3 / 5 s.',
    byName(HARD_RATE, 'acceptedHard'),
    '## Cost',
    'CPU, ms, all of one process: features of a second of recording, and comparing a pair by so many seconds.',
    table(
      ['method', 'recording-second', ...SCORE_SECONDS.map((seconds) => `pair, ${seconds} s`)],
      measured.map(({ name, msPerSecond, msPerComparison }) => [
        name,
        msPerSecond.toFixed(2),
        ...SCORE_SECONDS.map((seconds) => msPerComparison[seconds]!.toFixed(3)),
      ]),
    ),
    '## Thresholds and tails',
    'Scores of different methods cannot be compared. `beyond`: negatives above what the exponential and the Pareto fit alone say; where there are any, the tail is heavier than the fit, and the highest score seen is the threshold.',
    table(
      ['method', 'seconds', ...RATES.map(({ name }) => name), 'fitted to', 'Pareto shape', 'beyond'],
      methods.flatMap((method) => SCORE_SECONDS.map((_, i) => tailRow(method, i, find))),
    ),
  ].join('\n\n');
}

type Find = (method: string, rate: string) => Result[];

function tailRow(method: string, i: number, find: Find): string[] {
  const [exponential, pareto] = TAIL_RATES.map((rate) => find(method, rate)[i]!);
  return [
    method,
    `${SCORE_SECONDS[i]}`,
    ...RATES.map(({ name }) => numberOf(find(method, name)[i]!.threshold)),
    `${exponential!.tail?.exceedances ?? '-'}`,
    pareto!.tail?.shape.toFixed(2) ?? '-',
    `${exponential!.tail?.beyond ?? '-'}, ${pareto!.tail?.beyond ?? '-'}`,
  ];
}

function bandRows(method: string, found: readonly Result[]): string[][] {
  return found[0]!.missedByBand.map(({ name, pairs }, band) => [
    method,
    `${name} (${pairs})`,
    ...found.map(({ missedByBand }) => shareOf(missedByBand[band]!)),
  ]);
}

/** Minus infinity where a method can tell so little that all it can tell may be accepted. */
const numberOf = (threshold: number) => (Number.isFinite(threshold) ? threshold.toFixed(3) : '-');
const percent = (share: number) => (100 * share).toFixed(1);
const shareOf = ({ pairs, count, low, high }: Count) =>
  pairs === 0 ? '-' : `${percent(count / pairs)} % (${count}; ${percent(low)}..${percent(high)})`;
const countsOf = (counts: readonly Count[]) => counts.map(({ count }) => count).join(' / ');

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
