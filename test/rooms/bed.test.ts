import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderBed } from './bed.ts';
import { decibels } from './level.ts';
import { CONDITIONS } from './scenes.ts';
import { readWav } from './wav.ts';

interface Manifest {
  rate: number;
  seconds: number;
  clips: Array<{ file: string; room: string; condition: string; audible: boolean; level_dbfs: number }>;
  pairs: Array<{ a: string; b: string; same: boolean; kind: string; lag_ms: number | null }>;
}

describe('a rendered bed', () => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'zipsocket-bed-')));
  let manifest: Manifest;
  beforeAll(async () => {
    for (const folder of folders) await renderBed(folder, { seed: 7, moments: CONDITIONS.length });
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
