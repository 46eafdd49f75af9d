/**
 * Plays recordings with labels through the matcher and reports misses and false joins:
 * npm run bench:match -- FOLDER [--all] [--out FILE] [--json FILE] [--markdown FILE] [--seed N]
 * With --distort NAME|all instead: what becomes of the pairs if one of the two devices spoils its recording.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { type ClipFeatures, computeClipFeatures } from './clip-features.ts';
import { readManifest } from './manifest.ts';
import { pairsToPlay } from './pairs-to-play.ts';
import { createClipReader } from './read-clip.ts';
import type { Sender } from './replay-moment.ts';
import { type PairOutcome, replayPair } from './replay-pair.ts';
import { report } from './report.ts';
import { reportDistortions } from './report-distortions.ts';
import { reportRooms } from './report-rooms.ts';
import { seededRandom } from './seeded-random.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    out: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
    seed: { type: 'string', default: '1' },
    distort: { type: 'string' },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error(
    'usage: npm run bench:match -- FOLDER [--all] [--out FILE] [--json FILE] [--markdown FILE] [--seed N] [--distort NAME|all]',
  );
  process.exit(2);
}

/** Claimed starts are off by up to this, ms. */
const CLOCK_ERROR_MS = 20;
const manifest = readManifest(folder);
const random = seededRandom(Number(values.seed));
const reader = createClipReader();
const features = new Map<string, ClipFeatures>();
const senders = new Map<string, Sender>();
let clipSeconds = 0;
let featureCpu = 0;
for (const { file, t0_ms } of manifest.clips) {
  const samples = await reader.read(path.join(folder, file));
  const claimed = t0_ms + (2 * random() - 1) * CLOCK_ERROR_MS;
  senders.set(file, { id: file, samples, startsAt: t0_ms, claimed });
  const began = process.cpuUsage();
  features.set(file, computeClipFeatures(samples, 1_000 + claimed));
  featureCpu += cpuMs(process.cpuUsage(began));
  clipSeconds += samples.length / manifest.rate;
}
await reader.free();
if (values.distort !== undefined) {
  const { text, summary } = reportDistortions(manifest, senders, features, values.distort);
  write(text, summary);
  process.exit();
}

const outcomes: Array<{ a: string; b: string } & PairOutcome> = [];
let pairSeconds = 0;
const began = process.cpuUsage();
for (const { a, b } of pairsToPlay(manifest, values.all)) {
  const [first, second] = [features.get(a), features.get(b)];
  if (first === undefined || second === undefined) throw new Error(`no clip for the pair ${a}, ${b}`);
  outcomes.push({ a, b, ...replayPair(first, second, DEFAULT_CONFIG) });
  pairSeconds += Math.min(first.chunks, second.chunks) / 5;
}
const cpu = {
  msPerRecordingSecond: featureCpu / clipSeconds,
  msPerPairSecond: cpuMs(process.cpuUsage(began)) / pairSeconds,
};
if (values.out !== undefined) {
  writeFileSync(values.out, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
}
const pairs = report(manifest, outcomes, cpu);
const rooms = reportRooms(manifest.clips, senders);
const text = `${pairs.text}\n\n${rooms.text}`;
const summary = { ...pairs.summary, rooms: rooms.summary };
write(text, summary);

function write(text: string, summary: object): void {
  console.log(text);
  if (values.markdown !== undefined) writeFileSync(values.markdown, `${text}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(summary, null, 1)}\n`);
}

function cpuMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}
