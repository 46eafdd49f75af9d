import { expect, test } from 'vitest';
import { lineChart } from './line-chart.ts';

test('a chart holds every series and tick, and stays inside its frame', () => {
  const svg = lineChart({
    title: 'Missed < all',
    x: { label: 'number', ticks: [100, 1_000, 10_000], logarithmic: true },
    y: { label: '%', ticks: [0, 50, 100] },
    series: [
      {
        name: 'ours',
        points: [
          [100, 0],
          [10_000, 100],
        ],
      },
      {
        name: 'beyond',
        points: [
          [1, -5],
          [1e6, 500],
        ],
      },
    ],
  });
  expect(svg).toContain('Missed &lt; all');
  expect(svg).toContain('>10,000<');
  // Logarithmic: 1,000 lies in the middle between 100 and 10,000, which are the frame's left and right.
  expect(svg).toContain('M70 364L530 44');
  expect(svg.match(/M70 364L530 44/g)).toHaveLength(2);
  expect(svg).toContain('M300 44V364');
});
