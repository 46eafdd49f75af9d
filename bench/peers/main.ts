/**
 * The matcher beside published methods on recordings with labels, all with the same clock and the same lags:
 * npm run bench:peers -- FOLDER [--json FILE] [--markdown FILE] [--negatives N] [--seed N]
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { readManifest } from '../match/manifest.ts';
import { createClipReader } from '../match/read-clip.ts';
import { choosePairs } from './choose-pairs.ts';
import { evaluate } from './evaluate.ts';
import { createFpcalc } from './fpcalc.ts';
import { createGccPhat } from './gcc-phat.ts';
import { createHaitsmaKalker } from './haitsma-kalker.ts';
import { type Measured, measure, type Recording } from './measure.ts';
import { createOwnMatcher } from './own-matcher.ts';
import { type Peer, WINDOW_MS } from './peer.ts';
import { reportPeers } from './report-peers.ts';
import { createSoundProof } from './sound-proof.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    markdown: { type: 'string' },
    negatives: { type: 'string', default: '12000' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error(
    'usage: npm run bench:peers -- FOLDER [--json FILE] [--markdown FILE] [--negatives N] [--seed N]',
  );
  process.exit(2);
}

/** Claimed starts are off by up to this, ms. */
const CLOCK_ERROR_MS = 20;
const manifest = readManifest(folder);
const random = seededRandom(Number(values.seed));
const reader = createClipReader();
const recordings: Recording[] = [];
for (const { file, t0_ms } of manifest.clips) {
  const samples = await reader.read(path.join(folder, file));
  recordings.push({ file, samples, startMs: 1_000 + t0_ms + (2 * random() - 1) * CLOCK_ERROR_MS });
}
await reader.free();

const chosen = choosePairs(manifest, Number(values.negatives), random);
const pairs = [...chosen.same, ...chosen.negatives, ...chosen.hard];
const fpcalc = createFpcalc();
if (fpcalc === null) console.error('fpcalc is not installed (Debian: libchromaprint-tools): left out.');
const peers = [
  createOwnMatcher(),
  createSoundProof(),
  createGccPhat(),
  createHaitsmaKalker(),
  ...(fpcalc === null ? [] : [fpcalc]),
] as Peer[];
const measured: Measured[] = [];
for (const peer of peers) {
  console.error(`${peer.name} ...`);
  measured.push(measure(peer, recordings, pairs));
}

const results = evaluate(manifest, chosen, measured);
const head = [
  '# The matcher beside its peers',
  `${recordings.length} recordings. Missed: pairs of one room (${chosen.same.length}) whose score is not above the threshold. Thresholds from ${chosen.negatives.length} pairs of audible recordings of different moments (seed ${values.seed}). All methods get the same claimed starts, off by up to +-${CLOCK_ERROR_MS} ms, look at lags up to +-${WINDOW_MS} ms and hear the first seconds in which both record. A method that cannot tell misses.`,
  'In brackets: number missed; 95 % interval (Wilson). Pairs share recordings, so the intervals are the least there is to doubt.',
  '1 in 10^6 is beyond what can be counted: the tail is fitted to the highest hundredth of the scores (at least 100), once as exponential (as of the Gumbel distribution) and once as generalised Pareto with its shape fitted as well (probability-weighted moments), which leaves more to chance. No threshold lies below the highest score seen.',
].join('\n\n');
const text = reportPeers(results, measured, head);
console.log(text);
if (values.markdown !== undefined) writeFileSync(values.markdown, `${text}\n`);
if (values.json !== undefined) {
  const costs = measured.map(({ name, msPerSecond, msPerComparison }) => ({
    ...{ name, msPerSecond, msPerComparison },
  }));
  const numbers = { negatives: chosen.negatives.length, seed: Number(values.seed) };
  writeFileSync(values.json, `${JSON.stringify({ ...numbers, costs, results }, finite, 1)}\n`);
}

/** JSON has no infinity, and four digits of a share are plenty. */
function finite(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : null;
}
