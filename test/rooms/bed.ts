import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decibels } from './level.ts';
import { BED_RATE, CLIP_SECONDS, recordClip } from './moment.ts';
import { createRandom, type Random } from './random.ts';
import { CONDITIONS, type Condition, planMoment } from './scenes.ts';
import { loadSpeech } from './speech.ts';
import { encodeWav } from './wav.ts';

export interface BedOptions {
  readonly seed: number;
  /** Stretches of true time; each has one room or two. */
  readonly moments: number;
  /** What they hold, in turn; otherwise every kind, the ordinary ones more often. */
  readonly conditions?: readonly Condition[];
}

interface ClipRow {
  readonly file: string;
  readonly room: string;
  readonly moment: string;
  readonly condition: Condition;
  readonly t0_ms: number;
  readonly decidable: boolean;
  readonly [detail: string]: unknown;
}

interface PairRow {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  readonly kind: string;
  readonly lag_ms: number | null;
  readonly decidable: boolean;
}

/** Order in which moments take their conditions: every kind early, the ordinary ones more often. */
const ORDER: readonly Condition[] = [
  ...CONDITIONS,
  ...(['talker', 'low-snr', 'talker-babble', 'music', 'talker', 'wall', 'low-snr', 'talker'] as const),
];
const EASY_PAIRS_PER_CLIP = 4;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Renders a bed of labelled clips (manifest.json and 16 kHz mono WAV files of 6 s) into `folder`. */
export async function renderBed(
  folder: string,
  { seed, moments, conditions = ORDER }: BedOptions,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const speak = await loadSpeech(BED_RATE);
  const random = createRandom(seed);
  const clips: ClipRow[] = [];
  for (let m = 0; m < moments; m += 1) {
    const moment = `m${String(m + 1).padStart(3, '0')}`;
    const chance = random.fork(moment);
    const condition = conditions[m % conditions.length]!;
    planMoment(condition, speak, chance).forEach((planned, r) => {
      const room = moment + 'ab'[r]!;
      const devices = 2 + chance.below(2);
      for (let d = 1; d <= devices; d += 1) {
        const clip = recordClip(planned.scene, planned.hearing(), chance.fork(`${room}${d}`));
        const file = `${room}-d${d}.wav`;
        writeFileSync(join(folder, file), encodeWav({ rate: BED_RATE, channels: [clip.samples] }));
        clips.push({
          file,
          room,
          moment,
          device: `d${d}`,
          device_kind: clip.kind,
          condition,
          acoustics: 'shoebox',
          snr_db: rounded(clip.snrDb, 1),
          t0_ms: rounded(clip.startMs, 3),
          skew_ppm: rounded(clip.skewPpm, 2),
          handling: false,
          agc: false,
          codec: null,
          clipped: false,
          level_dbfs: rounded(decibels(clip.samples), 1),
          audible: planned.audible,
          decidable: planned.decidable,
          position_m: clip.place.map((metres) => rounded(metres, 2)),
          sources: [...new Set(planned.scene.sources.map((source) => source.name))].sort(),
          licences: ['synthetic'],
        });
      }
    });
  }
  const manifest = {
    format: 1,
    rate: BED_RATE,
    seconds: CLIP_SECONDS,
    sources: {},
    clips: clips.map(({ decidable: _, ...row }) => row),
    pairs: [...neighbours(clips), ...strangers(clips, random.fork('easy pairs'))],
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** All pairs of one moment: in one room, or in rooms that are easily confused. */
function neighbours(clips: readonly ClipRow[]): PairRow[] {
  return clips.flatMap((a, i) =>
    clips
      .slice(i + 1)
      .filter((b) => b.moment === a.moment)
      .map((b) => {
        const same = a.room === b.room;
        return {
          a: a.file,
          b: b.file,
          same,
          kind: same ? a.condition : `hard:${a.condition}`,
          lag_ms: same ? rounded(b.t0_ms - a.t0_ms, 3) : null,
          decidable: same ? a.decidable : a.condition !== 'quiet-pair',
        };
      }),
  );
}

/** Some pairs of different moments. */
function strangers(clips: readonly ClipRow[], random: Random): PairRow[] {
  const seen = new Set<string>();
  const pairs: PairRow[] = [];
  for (const [i, a] of clips.entries()) {
    for (let k = 0; k < EASY_PAIRS_PER_CLIP; k += 1) {
      const j = random.below(clips.length);
      const b = clips[j]!;
      const key = `${Math.min(i, j)} ${Math.max(i, j)}`;
      if (b.moment === a.moment || seen.has(key)) continue;
      seen.add(key);
      pairs.push({ a: a.file, b: b.file, same: false, kind: 'easy', lag_ms: null, decidable: true });
    }
  }
  return pairs;
}
