import { describe, expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { createFpcalc } from './fpcalc.ts';
import { createGccPhat } from './gcc-phat.ts';
import { createHaitsmaKalker } from './haitsma-kalker.ts';
import { createOwnMatcher } from './own-matcher.ts';
import type { Peer } from './peer.ts';
import { createSoundProof } from './sound-proof.ts';

const fpcalc = createFpcalc();
/** Name, peer, seconds it needs, clock error it must not tolerate, ms: Chromaprint's words blur two seconds each. */
const peers: Array<[name: string, peer: Peer, seconds: number, beyond: number]> = [
  createOwnMatcher(),
  createSoundProof(),
  createGccPhat(),
  createHaitsmaKalker(),
  ...(fpcalc === null ? [] : [fpcalc]),
].map((peer) => [
  peer.name,
  peer as Peer,
  ...(peer === fpcalc ? ([5, 1_000] as const) : ([2, 300] as const)),
]);

const sounds = Array.from({ length: 5 }, (_, room) => babble(6, 100 + room));
/** A device in a room with ten times the usual noise of its own; it begins to record at 1 s plus `late` ms. */
const device = (room: number, seed: number, late: number) =>
  heard(sounds[room]!, seed, { noise: 0.5 }).subarray(late * 16);
const first = sounds.map((_, room) => device(room, 200 + room, 0));
const second = sounds.map((_, room) => device(room, 300 + room, 123));

// Commands have to be started, and each method goes through minutes of sound.
describe.each(peers)('%s', { timeout: 30_000 }, (_, peer, seconds, beyond) => {
  const one = first.map((samples) => peer.prepare(samples, 1_000));
  /** The score of one room's two devices if the second's clock is wrong by so many ms. */
  const matched = (error: number, room = 0, mirrored = false) => {
    const other = peer.prepare(second[room]!, 1_123 + error);
    return (mirrored ? peer.score(other, one[room]!, seconds) : peer.score(one[room]!, other, seconds))!;
  };
  const others = second.map((samples) => peer.prepare(samples, 1_123));
  const unrelated = one.flatMap((a, i) =>
    others.flatMap((b, j) => (i === j ? [] : (peer.score(a, b, seconds) ?? []))),
  );

  test('two devices of one room score above all those of different rooms', () => {
    expect(unrelated).toHaveLength(20);
    for (let room = 0; room < sounds.length; room++) {
      expect(matched(0, room)).toBeGreaterThan(Math.max(...unrelated));
    }
  });

  test('a clock may be wrong within the window and not beyond it', () => {
    const most = Math.max(...unrelated);
    for (const error of [-60, 60]) expect(matched(error)).toBeGreaterThan(most);
    for (const error of [-beyond, beyond]) {
      const wrong = [0, 1, 2].map((room) => matched(error, room)).sort((x, y) => x - y);
      expect(wrong[1]!).toBeLessThan(most);
    }
  });

  test('the order of the two does not matter', () => {
    expect(matched(30, 0, true)).toBeCloseTo(matched(30), 6);
  });

  test('sound after the given seconds changes nothing', () => {
    const end = 123 + seconds * 1_000;
    const cut = (samples: Int16Array, late: number) =>
      samples.map((sample, i) => (i < (end - late) * 16 + 8 ? sample : 0));
    const ends = peer.prepare(cut(first[0]!, 0), 1_000);
    const score = peer.score(ends, peer.prepare(cut(second[0]!, 123), 1_123), seconds)!;
    // Chunks and filters smear a little over the end.
    expect(Math.abs(score - matched(0))).toBeLessThan(0.02 * Math.abs(matched(0)));
  });
});

test('a quiet recording is not compared by Sound-Proof', () => {
  const peer = createSoundProof();
  const quiet = peer.prepare(
    Int16Array.from(first[0]!, (sample) => sample / 4_096),
    1_000,
  );
  expect(peer.score(quiet, peer.prepare(second[0]!, 1_123), 2)).toBeNull();
});

test.skipIf(fpcalc === null)('fpcalc says nothing about two seconds', () => {
  const [a, b] = [fpcalc!.prepare(first[0]!, 1_000), fpcalc!.prepare(second[0]!, 1_123)];
  expect(fpcalc!.score(a, b, 2)).toBeNull();
  expect(fpcalc!.score(a, b, 3)).not.toBeNull();
});
