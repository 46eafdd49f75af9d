import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { renderBed } from '../../test/rooms/bed.ts';
import { rendererVersion } from '../../test/rooms/cache.ts';
import { computeClipFeatures } from '../match/clip-features.ts';
import { readManifest } from '../match/manifest.ts';
import { createClipReader } from '../match/read-clip.ts';
import { backwards, type Sound, soundOf } from './sound.ts';

/** A clip of a room with all its features, on a clock that all clips of its moment share. */
export interface BedClip {
  readonly room: string;
  /** Rooms of one moment are easily confused (a wall between them), so they are no strangers. */
  readonly moment: string;
  readonly forwards: Sound;
  readonly backwards: Sound;
  readonly seconds: number;
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/zipsocket/', import.meta.url));
/** Claimed starts are off by up to this, ms. */
const CLOCK_ERROR_MS = 20;
/** Half of the devices start up to this much later than the others, ms: somebody taps first. */
const LATE_MS = 2_000;

/** Renders rooms of the project's own, unless they are still there from the last time. */
export async function renderedBed(seed: number, moments: number): Promise<string> {
  const folder = path.join(CACHE, `bed-${seed}-${moments}-${rendererVersion()}`);
  if (!existsSync(folder)) {
    mkdirSync(CACHE, { recursive: true });
    console.log(`Rendering ${moments} moments, this once ...`);
    await renderBed(`${folder}.draft`, { seed, moments });
    renameSync(`${folder}.draft`, folder);
  }
  return folder;
}

/** Reads a bed and computes its features; also what those cost. */
export async function readBed(
  folder: string,
  seed: number,
): Promise<{ clips: BedClip[]; featureMs: number }> {
  const random = seededRandom(seed);
  const reader = createClipReader();
  const clips: BedClip[] = [];
  let seconds = 0;
  let cpu = 0;
  for (const { file, room, moment, t0_ms } of readManifest(folder).clips) {
    const whole = await reader.read(path.join(folder, file));
    const late = random() < 0.5 ? Math.round(random() * LATE_MS * 16) : 0;
    const samples = whole.subarray(late);
    const claimed = 1_000 + t0_ms + late / 16 + (2 * random() - 1) * CLOCK_ERROR_MS;
    const began = process.cpuUsage();
    const features = computeClipFeatures(samples, claimed);
    const { user, system } = process.cpuUsage(began);
    cpu += (user + system) / 1_000;
    seconds += samples.length / 16_000;
    const forwards = soundOf(features.after(features.chunks));
    clips.push({ room, moment, forwards, backwards: backwards(forwards), seconds: samples.length / 16_000 });
  }
  await reader.free();
  return { clips, featureMs: cpu / seconds };
}
