import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import type { Clip, LabelledPair, Manifest } from '../match/manifest.ts';
import { choosePairs } from './choose-pairs.ts';
import { cpuTimeMs } from './cpu-time.ts';
import { evaluate, RATES } from './evaluate.ts';
import { measure } from './measure.ts';
import { reportPeers } from './report-peers.ts';

/** Sixty moments of two clips in one room; the first moment has a third clip next door, the last is silent. */
const MOMENTS = 60;
const clips: Clip[] = Array.from({ length: MOMENTS }, (_, moment) =>
  (moment === 0 ? ['a', 'b', 'wall'] : ['a', 'b']).map((device) => ({
    ...{
      file: `${moment}-${device}`,
      room: `${moment}${device === 'wall' ? 'w' : ''}`,
      moment: `m${moment}`,
    },
    ...{ condition: 'talker', snr_db: device === 'b' ? [15, 5, -5][moment % 3]! : 30, t0_ms: 0 },
    audible: moment !== MOMENTS - 1,
  })),
).flat();
const pairs: LabelledPair[] = Array.from({ length: MOMENTS }, (_, moment) => ({
  ...{ a: `${moment}-a`, b: `${moment}-b`, same: true, kind: moment % 2 === 0 ? 'talker' : 'music' },
  decidable: moment !== MOMENTS - 1,
}));
pairs.push({ a: '0-a', b: '0-wall', same: false, kind: 'hard:wall', decidable: true });
const manifest: Manifest = { rate: 16_000, clips, pairs };
const chosen = choosePairs(manifest, 2_000, seededRandom(1));

test('pairs are chosen by what they are, negatives by chance', () => {
  expect(chosen.same).toHaveLength(MOMENTS - 1);
  expect(chosen.hard).toEqual([expect.objectContaining({ a: '0-a', b: '0-wall' })]);
  expect(chosen.negatives).toHaveLength(2_000);
  const names = chosen.negatives.map(({ a, b }) => [a, b].sort().join());
  expect(new Set(names).size).toBe(2_000);
  expect(names.some((name) => name.includes(`${MOMENTS - 1}-`))).toBe(false);
  expect(chosen.negatives.every(({ a, b }) => a.split('-')[0] !== b.split('-')[0])).toBe(true);
  // All there are: 119 audible clips, less the pairs within their moments.
  expect(choosePairs(manifest, 1e9, seededRandom(1)).negatives).toHaveLength((119 * 118) / 2 - 58 - 3);
});

test('misses are counted by band and condition, and hard pairs where they are accepted', () => {
  const recordings = clips.map(({ file }, i) => ({ file, samples: new Int16Array(16_000), startMs: i }));
  const measured = measure(
    {
      name: 'moment',
      prepare: (_, startMs) => clips[startMs]!,
      // Knows the moment, up to a little chance, except below 0 dB; after 1 s it knows nothing.
      score(a, b, seconds) {
        const [one, other] = [a, b] as [Clip, Clip];
        const chance =
          ((one.file.length * 31 + clips.indexOf(one) * 17 + clips.indexOf(other) * 7) % 97) / 100;
        if (seconds === 1) return null;
        return one.moment === other.moment && Math.min(one.snr_db, other.snr_db) >= 0 ? 5 : chance;
      },
    },
    recordings,
    [...chosen.same, ...chosen.negatives, ...chosen.hard],
  );
  const results = evaluate(manifest, chosen, [measured]);
  expect(results).toHaveLength(4 * RATES.length);
  for (const { seconds, missedByBand, missedByCondition, acceptedHard, accepted, rate } of results) {
    const told = seconds > 1;
    expect(missedByBand.map(({ pairs: number }) => number)).toEqual([20, 20, 19]);
    expect(missedByBand.map(({ count }) => count)).toEqual(told ? [0, 0, 19] : [20, 20, 19]);
    expect(missedByCondition.map(({ name, pairs: number }) => [name, number])).toEqual([
      ['music', 29],
      ['talker', 30],
    ]);
    expect(acceptedHard).toEqual([expect.objectContaining({ name: 'hard:wall', count: told ? 1 : 0 })]);
    expect(accepted).toBeLessThanOrEqual(rate.startsWith('1 in 10^3') ? 2 : 0);
  }
  const [band] = results.find(({ seconds }) => seconds === 2)!.missedByBand;
  expect(band!.low).toBe(0);
  expect(band!.high).toBeCloseTo(0.1611, 4);
  const text = reportPeers(results, [measured], '# Head');
  expect(text).toContain('| moment | < 0 dB (19) | 100.0 % (19; 83.2..100.0) |');
  expect(text).toContain('| hard:wall | 1 | 0 / 1 / 1 / 1 |');
});

test.skipIf(process.platform !== 'linux')('the time of commands counts as CPU time', () => {
  const before = cpuTimeMs();
  const own = process.cpuUsage();
  spawnSync(process.execPath, ['-e', 'for (const end = Date.now() + 300; Date.now() < end; );']);
  const { user, system } = process.cpuUsage(own);
  expect(cpuTimeMs() - before - (user + system) / 1_000).toBeGreaterThan(50);
});
