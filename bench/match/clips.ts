import path from 'node:path';
import { seededRandom } from '../../src/shared/seeded-random.ts';
import { type ClipFeatures, computeClipFeatures } from './clip-features.ts';
import type { Manifest } from './manifest.ts';
import { createClipReader } from './read-clip.ts';

export interface ReadClip {
  readonly samples: Int16Array;
  /** Claimed capture time of the first sample on the moment's clock, ms. */
  readonly claimed: number;
  readonly features: ClipFeatures;
  /** What the features cost, ms of CPU. */
  readonly cpuMs: number;
}

/**
 * Reads all clips of a folder and computes their features; each claims a start that is off by a seeded error.
 *
 * @param errorMs claimed starts are off by up to this, ms
 */
export async function readClips(
  folder: string,
  { clips }: Manifest,
  seed: number,
  errorMs = 20,
): Promise<Map<string, ReadClip>> {
  const random = seededRandom(seed);
  const reader = createClipReader();
  const read = new Map<string, ReadClip>();
  for (const { file, t0_ms } of clips) {
    const samples = await reader.read(path.join(folder, file));
    const claimed = t0_ms + (2 * random() - 1) * errorMs;
    const began = process.cpuUsage();
    const features = computeClipFeatures(samples, 1_000 + claimed);
    read.set(file, { samples, claimed, features, cpuMs: cpuMs(began) });
  }
  await reader.free();
  return read;
}

/** CPU time of the process since a moment, ms. */
export function cpuMs(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
