import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LIMITS } from '../shared/limits.ts';
import { FEATURES } from './feature-format.ts';
import { createRecordingIntake } from './recording-intake.ts';
import { createRecordingSpan } from './recording-span.ts';

const T0 = 1_750_000_000_000;
const sound = heard(babble(12, 5), 61);
const chunkOf = (sequence: number, capturedAt = T0 + sequence * AUDIO.chunkMs) => ({
  sequence,
  capturedAt,
  samples: sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples),
});
const opened = () => {
  const intake = createRecordingIntake(createRecordingSpan(T0, T0));
  /** Takes a chunk 250 ms after its capture began. */
  const take = (sequence: number, capturedAt?: number) => {
    const chunk = chunkOf(sequence, capturedAt);
    const taken = intake.push(chunk, chunk.capturedAt + 250);
    if ('error' in taken) throw new Error(taken.error);
    return taken.packet;
  };
  return { ...intake, take };
};

test('every frame and block of a recording comes once, in order, with the chunk that completes it', () => {
  const { take } = opened();
  const packets = Array.from({ length: 20 }, (_, i) => take(i));
  const numbers = packets.flatMap(({ frames }) => [...frames.numbers]);
  const first = T0 / FEATURES.frameMs;
  const whole = Math.floor((4_000 - 32) / FEATURES.frameMs) + 1;
  expect(numbers).toEqual(Array.from({ length: whole }, (_, i) => first + i));
  expect(packets.at(-1)!.frames.next).toBe(first + whole);
  const blocks = packets.flatMap(({ blocks: { numbers: all } }) => [...all]);
  expect(blocks).toHaveLength(Math.floor((4_000 - 256) / FEATURES.blockMs) + 1);
  expect(blocks[1]! - blocks[0]!).toBe(1);
  expect(packets.at(-1)!.seconds).toBe(4);
  for (const { frames } of packets)
    expect(frames.values).toHaveLength(frames.numbers.length * FEATURES.bands);
});

test('sound lost on the way leaves a gap: what follows lies where it was captured', () => {
  const { ring, take } = opened();
  for (const i of [0, 1, 2]) take(i);
  expect(ring.end).toBe(9_600);
  const { frames } = take(3, T0 + 600 + 80);
  expect(ring.end).toBe(12_800 + 80 * 16);
  const read = new Int16Array(2_048);
  expect(ring.read(ring.end - 2_048, read)).toBe(true);
  expect(read).toEqual(chunkOf(3).samples.subarray(-2_048));
  // No frame reaches over the edge of the gap (0.6 to 0.68 s).
  const starts = [...frames.numbers].map((number) => number * FEATURES.frameMs - T0);
  expect(starts.filter((ms) => ms > 600 - 32 && ms < 680)).toEqual([]);
  expect(starts[0]).toBe(680);
  take(4, T0 + 800 + 75); // jitter around the new place
  expect(ring.end).toBe(16_000 + 80 * 16);
});

test('a start that was late is made good: the next chunk takes its own place, and overwrites nothing', () => {
  const { ring, push } = opened();
  push(chunkOf(0), T0 + 250);
  push({ ...chunkOf(1), capturedAt: T0 + 100 }, T0 + 400);
  const read = new Int16Array(1_600);
  expect(ring.read(3_200, read)).toBe(true);
  expect(read).toEqual(chunkOf(1).samples.subarray(1_600));
  expect(ring.end).toBe(4_800);
});

test('A6: of the sound only what the next features need is kept, half a second at most', () => {
  const { ring, take } = opened();
  for (let i = 0; i < 45; i++) {
    take(i);
    const kept = ring.memory.filter((sample) => sample !== 0).length;
    expect(kept).toBeGreaterThan(1_000);
    expect(kept).toBeLessThanOrEqual(FEATURES.blockSamples);
  }
  expect(ring.memory.byteLength).toBeLessThan(AUDIO.sampleRate);
});

test('A5: samples of a recording that stopped coming are overwritten with zeros when they are 8 s old', () => {
  const { ring, take, expire } = opened();
  take(0);
  expire(T0 + LIMITS.audioAgeMs + 100);
  expect(ring.memory.filter((sample) => sample !== 0).length).toBeGreaterThan(1_000);
  expire(T0 + LIMITS.audioAgeMs + AUDIO.chunkMs);
  expect(ring.memory.every((sample) => sample === 0)).toBe(true);
});

test('A6: erasing leaves no sample, and nothing of one sound gets into the features of another', () => {
  const one = opened();
  for (let i = 0; i < 10; i++) one.take(i);
  expect(one.ring.memory.some((sample) => sample !== 0)).toBe(true);
  one.erase();
  expect(one.ring.memory.every((sample) => sample === 0)).toBe(true);
  const [mixed, alone] = [opened(), opened()];
  const other = opened();
  for (let i = 0; i < 5; i++) {
    other.take(i + 5, T0 + i * AUDIO.chunkMs + 7);
    expect(mixed.take(i)).toEqual(alone.take(i));
  }
});
