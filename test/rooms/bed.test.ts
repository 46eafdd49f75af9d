import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderBed } from './bed.ts';
import { decibels, rms } from './level.ts';
import { CONDITIONS } from './scenes.ts';
import { readWav } from './wav.ts';

interface Manifest {
  rate: number;
  seconds: number;
  clips: Array<{ file: string; room: string; condition: string; audible: boolean; level_dbfs: number }>;
  pairs: Array<{ a: string; b: string; same: boolean; kind: string; lag_ms: number | null }>;
}

/** Loudness over time without its mean, a value each 4 ms. */
function loudness(samples: Float64Array): Float64Array {
  const levels = Float64Array.from({ length: Math.floor(samples.length / 64) }, (_, i) =>
    decibels(samples.subarray(i * 64, (i + 1) * 64)),
  );
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

/** How many values earlier `b` hears what `a` hears, within `reach`, and how alike they are then (-1..1). */
function bestLag(a: Float64Array, b: Float64Array, reach: number): { lag: number; value: number } {
  let best = { lag: 0, value: -1 };
  for (let lag = -reach; lag <= reach; lag += 1) {
    const from = Math.max(0, lag);
    const one = a.subarray(from, Math.min(a.length, b.length + lag));
    const other = b.subarray(from - lag, from - lag + one.length);
    const value =
      one.reduce((sum, level, i) => sum + level * other[i]!, 0) / (one.length * rms(one) * rms(other));
    if (value > best.value) best = { lag, value };
  }
  return best;
}

describe('a rendered bed', () => {
  const folders: string[] = [];
  let manifest: Manifest;
  beforeAll(async () => {
    for (let i = 0; i < 2; i += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'zipsocket-bed-'));
      folders.push(folder);
      await renderBed(folder, { seed: 7, moments: CONDITIONS.length });
    }
    manifest = JSON.parse(readFileSync(join(folders[0]!, 'manifest.json'), 'utf8')) as Manifest;
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  test('has every condition, and clips as its manifest says', () => {
    expect(new Set(manifest.clips.map((clip) => clip.condition))).toEqual(new Set(CONDITIONS));
    for (const clip of manifest.clips) {
      const { rate, channels } = readWav(join(folders[0]!, clip.file));
      expect(rate).toBe(manifest.rate);
      expect(channels.map((channel) => channel.length)).toEqual([manifest.rate * manifest.seconds]);
      expect(decibels(channels[0]!)).toBeCloseTo(clip.level_dbfs, 0);
      if (clip.audible) expect(clip.level_dbfs).toBeGreaterThan(-65);
      else expect(clip.level_dbfs).toBeLessThan(-54);
    }
  });

  test('pairs name clips that are there, and are of one room exactly when they say so', () => {
    const rooms = new Map(manifest.clips.map((clip) => [clip.file, clip.room]));
    expect(manifest.pairs.length).toBeGreaterThan(manifest.clips.length);
    for (const pair of manifest.pairs) {
      expect(rooms.has(pair.a) && rooms.has(pair.b)).toBe(true);
      expect(pair.same).toBe(rooms.get(pair.a) === rooms.get(pair.b));
      expect(pair.lag_ms === null).toBe(!pair.same);
    }
    expect(manifest.pairs.some((pair) => pair.kind === 'hard:wall')).toBe(true);
    expect(manifest.pairs.some((pair) => pair.kind === 'hard:quiet-pair')).toBe(true);
    expect(manifest.pairs.some((pair) => pair.kind === 'easy')).toBe(true);
  });

  test('one room is heard at the lag its pair states, give or take the way of the sound', () => {
    const loud = manifest.pairs.filter((pair) => pair.same && ['talker', 'music'].includes(pair.kind));
    expect(loud.length).toBeGreaterThan(1);
    for (const { a, b, lag_ms } of loud) {
      const [first, second] = [a, b].map((file) => loudness(readWav(join(folders[0]!, file)).channels[0]!));
      const { lag, value } = bestLag(first!, second!, 75);
      expect(value).toBeGreaterThan(0.5);
      expect(Math.abs(lag * 4 - lag_ms!)).toBeLessThan(30);
    }
  });

  test('is the same, byte for byte, for the same seed', () => {
    const [first, second] = folders.map((folder) =>
      readdirSync(folder).map((name) =>
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ),
    );
    expect(second).toEqual(first);
  });
});
