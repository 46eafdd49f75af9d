import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { createRecordingIntake } from '../audio/recording-intake.ts';
import { createRecordingSpan } from '../audio/recording-span.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LIMITS } from '../shared/limits.ts';
import { createRecording } from './recording.ts';

const T0 = 1_750_000_000_000;
const sound = heard(babble(12, 5), 61);

/** A recording with the features of its first chunks. */
function recorded(chunks: number) {
  const span = createRecordingSpan(T0, T0);
  const intake = createRecordingIntake(span);
  const recording = createRecording('r', span, T0 - 1_280);
  for (let sequence = 0; sequence < chunks; sequence++) {
    const at = sequence * AUDIO.chunkSamples;
    const chunk = {
      sequence,
      capturedAt: T0 + sequence * AUDIO.chunkMs,
      samples: sound.subarray(at, at + AUDIO.chunkSamples),
    };
    const taken = intake.push(chunk, chunk.capturedAt + 250);
    if ('error' in taken) throw new Error(taken.error);
    recording.take(taken.packet);
  }
  return recording;
}

test('features lie on the grid since the epoch, whichever epoch the comparison uses', () => {
  const { features } = recorded(10);
  expect([features.firstFrame, features.firstBlock]).toEqual([160, 10]);
  expect(features.nextFrame).toBe(160 + Math.floor((2_000 - 32) / 8) + 1);
  expect(features.nextBlock).toBe(10 + Math.floor((2_000 - 256) / 128) + 1);
  expect(features.frames.at(160)).not.toBeNull();
  expect(features.frames.at(159)).toBeNull();
  expect(features.frames.at(features.nextFrame - 1)?.some((value) => value !== 0)).toBe(true);
  expect(features.blocks.at(features.nextBlock - 1)?.some((value) => value !== 0)).toBe(true);
});

test('A5: features are overwritten with zeros when their sound is 8 s old', () => {
  const recording = recorded(10);
  const { frames, blocks, nextFrame, nextBlock } = recording.features;
  const [frame, block] = [frames.at(nextFrame - 1)!, blocks.at(nextBlock - 1)!];
  recording.expire(T0 + LIMITS.audioAgeMs + 1_500);
  expect(frames.at(nextFrame - 1)).toBe(frame);
  expect(blocks.at(nextBlock - 1)).toBe(block);
  expect(frames.at(nextFrame - 100)).toBeNull();
  recording.expire(T0 + LIMITS.audioAgeMs + 2_000);
  expect(frames.at(nextFrame - 1)).toBeNull();
  for (const array of [frame, block]) expect(array.every((value) => value === 0)).toBe(true);
});

test('A6: erasing leaves no features', () => {
  const recording = recorded(10);
  const { frames, blocks, nextFrame, nextBlock } = recording.features;
  const [frame, block] = [frames.at(nextFrame - 1)!, blocks.at(nextBlock - 1)!];
  for (const array of [frame, block]) expect(array.some((value) => value !== 0)).toBe(true);
  recording.erase();
  for (const array of [frame, block]) expect(array.every((value) => value === 0)).toBe(true);
});
