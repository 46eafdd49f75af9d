/**
 * Plays recordings with labels through the matcher and reports misses and false joins:
 * npm run bench:match -- FOLDER [--all] [--out FILE] [--json FILE] [--markdown FILE] [--seed N]
 * [--clock-error MS]: claimed starts are off by up to this (20); beyond the window's 40 the scores look at all lags.
 * With --distort NAME|all instead: what becomes of the pairs if one of the two devices spoils its recording.
 * With --replays instead: recordings played again later against those they belonged to.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_CONFIG } from '../../src/matching/config.ts';
import { cpuMs, readClips } from './clips.ts';
import { readManifest } from './manifest.ts';
import { pairsToPlay } from './pairs-to-play.ts';
import type { Sender } from './replay-moment.ts';
import { type PairOutcome, replayPair } from './replay-pair.ts';
import { report } from './report.ts';
import { reportDistortions } from './report-distortions.ts';
import { reportReplays } from './report-replays.ts';
import { reportRooms } from './report-rooms.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    out: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'string' },
    seed: { type: 'string', default: '1' },
    distort: { type: 'string' },
    replays: { type: 'boolean', default: false },
    'clock-error': { type: 'string', default: '20' },
  },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error(
    'usage: npm run bench:match -- FOLDER [--all] [--out FILE] [--json FILE] [--markdown FILE] [--seed N] [--clock-error MS] [--distort NAME|all] [--replays]',
  );
  process.exit(2);
}

/** Clock errors that the window of lags is made for, ms. */
const NARROW_MS = 40;
const manifest = readManifest(folder);
const clockErrorMs = Number(values['clock-error']);
const clips = await readClips(folder, manifest, Number(values.seed), clockErrorMs);
const features = new Map([...clips].map(([file, clip]) => [file, clip.features]));
const senders = new Map<string, Sender>();
let clipSeconds = 0;
for (const { file, t0_ms } of manifest.clips) {
  const { samples, claimed } = clips.get(file)!;
  senders.set(file, { id: file, samples, startsAt: t0_ms, claimed });
  clipSeconds += samples.length / manifest.rate;
}
if (values.distort !== undefined) {
  const { text, summary } = reportDistortions(manifest, senders, features, values.distort);
  write(text, summary);
  process.exit();
}
if (values.replays) {
  const { text, summary } = reportReplays(manifest, features);
  write(text, summary);
  process.exit();
}

const outcomes: Array<{ a: string; b: string } & PairOutcome> = [];
let pairSeconds = 0;
const began = process.cpuUsage();
for (const { a, b } of pairsToPlay(manifest, values.all)) {
  const [first, second] = [features.get(a), features.get(b)];
  if (first === undefined || second === undefined) throw new Error(`no clip for the pair ${a}, ${b}`);
  outcomes.push({ a, b, ...replayPair(first, second, DEFAULT_CONFIG, clockErrorMs > NARROW_MS) });
  pairSeconds += Math.min(first.chunks, second.chunks) / 5;
}
const cpu = {
  msPerRecordingSecond: [...clips.values()].reduce((sum, clip) => sum + clip.cpuMs, 0) / clipSeconds,
  msPerPairSecond: cpuMs(began) / pairSeconds,
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
