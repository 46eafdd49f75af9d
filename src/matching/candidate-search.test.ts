import { describe, expect, test } from 'vitest';
import { computeClipFeatures } from '../../bench/match/clip-features.ts';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { createCandidateSearch } from './candidate-search.ts';
import { createSketcher } from './sketch.ts';
import { createReferenceKernel } from './sketch-kernel-reference.ts';

const SECONDS = 2.6;
const ROOMS = 40;
const many = { allPairsBelow: 8 };

interface Device {
  readonly id: string;
  readonly clip: ReturnType<typeof computeClipFeatures>;
}

/** Two devices a room, up to 50 ms apart by their clocks. */
const devices: Device[] = Array.from({ length: ROOMS }, (_, room) => {
  const sound = babble(SECONDS, 300 + room);
  return [0, 1].map((device) => ({
    id: `${room}-${device}`,
    clip: computeClipFeatures(heard(sound, 2 * room + device), 1_000 + ((room * 13 + device * 31) % 50)),
  }));
}).flat();

/** Everybody listens at once; returns the pairs that were proposed, `room-device`s joined by a space. */
function listen(search: ReturnType<typeof createCandidateSearch<string>>, all: readonly Device[]): string[] {
  const sketchers = all.map(({ id, clip }, i) => {
    const sketcher = createSketcher(clip.after(0), i);
    search.add(id, sketcher.firstStep);
    return sketcher;
  });
  const proposed: string[] = [];
  for (let chunk = 1; chunk <= 12; chunk++) {
    all.forEach(({ id, clip }, i) => {
      clip.after(chunk);
      sketchers[i]!.update((...step) => search.append(id, ...step));
    });
    proposed.push(...search.propose().map((pair) => pair.sort().join(' ')));
  }
  return proposed;
}
const isMates = (pair: string) => new Set(pair.split(' ').map((id) => id.split('-')[0])).size === 1;

describe('the search for candidates', () => {
  test('few recordings: all pairs, each once', () => {
    const proposed = listen(createCandidateSearch<string>(), devices.slice(0, 10));
    expect(proposed).toHaveLength(45);
    expect(new Set(proposed).size).toBe(45);
  });

  test('many: those of one room are among the few that are proposed', () => {
    const search = createCandidateSearch<string>(many);
    const proposed = listen(search, devices);
    expect(new Set(proposed).size).toBe(proposed.length);
    const mates = proposed.filter(isMates).length;
    expect(mates).toBeGreaterThanOrEqual(ROOMS - 1);
    expect(proposed.length).toBeLessThan((devices.length * (devices.length - 1)) / 8);
    // The last that came was compared with everybody.
    expect(search.comparedBySketch(devices.at(-1)!.id)).toBeGreaterThanOrEqual(devices.length / 2);
  });

  test('plain TypeScript proposes what SIMD does', () => {
    const some = devices.slice(0, 40);
    const simd = listen(createCandidateSearch<string>(many), some);
    expect(simd.length).toBeGreaterThan(0);
    expect(listen(createCandidateSearch<string>(many, createReferenceKernel), some)).toEqual(simd);
  });

  test('A6: whoever is removed is proposed no more and leaves nothing in memory', () => {
    const search = createCandidateSearch<string>(many);
    const gone = devices.filter((_, i) => i % 2 === 0);
    for (const [i, { id, clip }] of devices.entries()) {
      const sketcher = createSketcher(clip.after(6), i);
      search.add(id, sketcher.firstStep);
      sketcher.update((...step) => search.append(id, ...step));
    }
    expect(new Uint8Array(search.memory).some((byte) => byte !== 0)).toBe(true);
    for (const { id } of gone) search.remove(id);
    const names = new Set(gone.map(({ id }) => id));
    expect(
      search
        .propose()
        .flat()
        .filter((id) => names.has(id)),
    ).toEqual([]);
    for (const { id } of devices) search.remove(id);
    expect(search.size).toBe(0);
    expect(search.propose()).toEqual([]);
  });

  test('a pair that was released may be proposed again', () => {
    const search = createCandidateSearch<string>(many);
    const again: string[] = [];
    const sketchers = devices.map(({ id, clip }, i) => {
      const sketcher = createSketcher(clip.after(0), i);
      search.add(id, sketcher.firstStep);
      return sketcher;
    });
    for (let chunk = 1; chunk <= 12; chunk++) {
      devices.forEach(({ id, clip }, i) => {
        clip.after(chunk);
        sketchers[i]!.update((...step) => search.append(id, ...step));
      });
      for (const [a, b] of search.propose()) {
        again.push([a, b].sort().join(' '));
        search.release(a, b);
      }
    }
    expect(new Set(again).size).toBeLessThan(again.length);
  });
});
