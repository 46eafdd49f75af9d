/**
 * What it costs to find candidates among many recordings, features given, and what is found of what comparing all
 * pairs finds: npm run bench:many -- [FOLDER] [--sizes 100,1000] [--seconds 12] [--json FILE]
 * Without a folder rooms are rendered once. A crowd of 10,000 needs some 300 rooms (220 moments).
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '../match/error-rates.ts';
import { readBed, renderedBed } from './bed.ts';
import { createCrowd, type Recording } from './crowd.ts';
import { groupBy } from './group-by.ts';
import { type Played, play, proposedAt } from './play.ts';
import { sureAt } from './recall.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '100,1000' },
    seconds: { type: 'string', default: '12' },
    json: { type: 'string' },
  },
});
const SEED = 61;
/** Mates that are compared in full at most; it takes long. */
const MOST_MATES = 400;
const FRAMES_PER_SECOND = 125;

const folder = positionals[0] ?? (await renderedBed(SEED, 45));
const { clips, featureMs } = await readBed(folder, SEED);
const rows = values.sizes.split(',').map((size) => measure(Number(size), Number(values.seconds)));
const table = [
  '| recordings at a time | search, ms of CPU per second of a recording | strangers proposed per recording | mates found | of | sketches, kB per recording |',
  '|---|---|---|---|---|---|',
  ...rows.map(
    ({ concurrent, searchMs, strangers, found, mates, interval, kB }) =>
      `| ${concurrent} | ${searchMs.toFixed(3)} | ${strangers.toFixed(2)} | ${found} (${interval.map((share) => (100 * share).toFixed(1)).join('..')} %) | ${mates} | ${kB.toFixed(1)} |`,
  ),
].join('\n');
console.log(
  `## Many at once\n\nFeatures cost ${featureMs.toFixed(2)} ms per second of a recording and are not counted. Mates: pairs of one room that comparing all pairs makes sure; found: sure too when compared from when they were proposed.\n\n${table}`,
);
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ featureMs, rows }, null, 1)}\n`);
}

function measure(concurrent: number, seconds: number) {
  const crowd = createCrowd(clips, concurrent, seconds, SEED);
  const [from, to] = [6 * FRAMES_PER_SECOND, seconds * FRAMES_PER_SECOND];
  const played = play(crowd, from, to);
  const { found, mates } = matesFound(crowd, played, to);
  const proposed = [...played.proposed].flatMap(([a, others]) =>
    [...others.keys()].map((b) => [a, b] as const),
  );
  const strangers = proposed.filter(([a, b]) => a.moment !== b.moment).length / crowd.length;
  const interval = wilsonInterval(found, mates);
  const kB = played.memoryBytes / 1_024 / played.concurrent;
  return { concurrent: played.concurrent, searchMs: played.searchMs, strangers, found, mates, interval, kB };
}

function matesFound(crowd: readonly Recording[], played: Played, to: number) {
  const others = played.concurrent;
  const pairs = [...groupBy(crowd, ({ party }) => party).values()].flatMap((party) =>
    party.flatMap((a, i) => party.slice(0, i).map((b) => [a, b] as const)),
  );
  const whole = pairs.filter(([a, b]) => Math.max(a.features.endFrame, b.features.endFrame) <= to);
  let [found, mates] = [0, 0];
  const every = Math.max(1, Math.floor(whole.length / MOST_MATES));
  for (const [a, b] of whole.filter((_, i) => i % every === 0)) {
    if (sureAt(a, b, others) === null) continue;
    mates++;
    const since = proposedAt(played, a, b);
    if (since !== null && sureAt(a, b, others, since) !== null) found++;
  }
  return { found, mates };
}
