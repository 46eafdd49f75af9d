/** Draws the results of the benches as SVG into docs/plots: node scripts/run-ts.mjs bench/plots/main.ts */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RateCell } from '../match/report-rates.ts';
import { type Chart, lineChart } from './line-chart.ts';

const results = new URL('../results/', import.meta.url);
const plots = new URL('../../docs/plots/', import.meta.url);
const NOISE_DB = [-10, -5, 0, 5, 10, 15, 20, 25];

mkdirSync(plots, { recursive: true });
const recorded = read<{ atRate: RateCell[] }>('match-recorded.json');
if (recorded) {
  for (const rate of ['1e-3', '1e-6']) {
    draw(`misses-${rate}.svg`, {
      title: `Missed pairs of one room at a false match in ${rate === '1e-3' ? '1,000' : '1,000,000'} pairs`,
      x: { label: 'room sound over own noise of the noisier device, dB', ticks: NOISE_DB },
      y: { label: 'missed, %', ticks: [0, 20, 40, 60, 80, 100] },
      series: [1, 2, 3, 5].map((seconds) => ({
        name: `${seconds} s`,
        points: recorded.atRate
          .filter((cell) => cell.rate === rate && cell.seconds === seconds && cell.of.startsWith('from '))
          .filter(({ pairs }) => pairs > 0)
          // In the middle of its step of 5 dB.
          .map(({ of, pairs, missed }) => [Number.parseFloat(of.slice(5)) + 2.5, (100 * missed) / pairs]),
      })),
    });
  }
}

const many = read<{ rows: Array<{ concurrent: number; searchMs: number }> }>('many.json');
if (many) {
  draw('cost.svg', {
    title: 'Cost of finding candidates',
    x: { label: 'recordings at a time', ticks: [100, 1_000, 10_000], logarithmic: true },
    y: { label: 'CPU per second of a recording, ms', ticks: [0.01, 0.1, 1], logarithmic: true },
    series: [{ name: 'search', points: many.rows.map(({ concurrent, searchMs }) => [concurrent, searchMs]) }],
  });
}

function read<T>(file: string): T | null {
  const at = new URL(file, results);
  return existsSync(at) ? (JSON.parse(readFileSync(at, 'utf8')) as T) : null;
}

function draw(file: string, chart: Chart): void {
  writeFileSync(new URL(file, plots), lineChart(chart));
}
