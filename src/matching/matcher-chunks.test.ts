import fc from 'fast-check';
import { expect, test } from 'vitest';
import { babble, heard } from '../../test/signals/synthetic-sound.ts';
import { AUDIO } from '../shared/audio-format.ts';
import { LIMITS } from '../shared/limits.ts';
import { createLocalMatcher } from './local-matcher.ts';

const T0 = 1_750_000_000_000;
const sound = heard(babble(12, 5), 61);
const chunkOf = (sequence: number, startedAt = T0) => ({
  sequence,
  capturedAt: startedAt + sequence * AUDIO.chunkMs,
  samples: sound.slice(sequence * AUDIO.chunkSamples, (sequence + 1) * AUDIO.chunkSamples),
});
const started = () => {
  const matcher = createLocalMatcher();
  matcher.start({ id: 'r', startedAt: T0 }, T0);
  return matcher;
};

test('A5: a chunk that arrives more than 1.5 s after its capture is refused, one just in time is not', () => {
  const matcher = started();
  expect(matcher.push('r', chunkOf(0), T0 + LIMITS.chunkLatenessMs)).toBeNull();
  expect(matcher.push('r', chunkOf(1), T0 + 200 + LIMITS.chunkLatenessMs + 1)).toBe('chunk-late');
});

test('A5: claiming a later capture than the place it takes does not save a late chunk', () => {
  const late = { ...chunkOf(0), capturedAt: T0 + 20 };
  expect(started().push('r', late, T0 + LIMITS.chunkLatenessMs + 10)).toBe('chunk-late');
});

test('chunks out of order, repeated, misplaced, of the wrong size or of nobody are refused', () => {
  const matcher = started();
  expect(matcher.push('r', chunkOf(0), T0 + 250)).toBeNull();
  expect(matcher.push('r', chunkOf(0), T0 + 250)).toBe('bad-order');
  expect(matcher.push('r', chunkOf(3), T0 + 850)).toBeNull();
  expect(matcher.push('r', chunkOf(2), T0 + 850)).toBe('bad-order');
  expect(matcher.push('r', { ...chunkOf(4), capturedAt: T0 + 1_900 }, T0 + 1_900)).toBe('bad-order');
  expect(matcher.push('r', { ...chunkOf(4), capturedAt: Number.NaN }, T0 + 1_100)).toBe('bad-order');
  expect(matcher.push('r', { ...chunkOf(4), samples: new Int16Array(7) }, T0 + 1_100)).toBe('bad-message');
  expect(matcher.push('r', chunkOf(10), T0 + 1_100)).toBe('chunk-early');
  expect(matcher.push('x', chunkOf(4), T0 + 1_100)).toBe('unknown-recording');
  expect(matcher.push('r', chunkOf(4), T0 + 1_100)).toBeNull();
});

test('A6: a recording is dropped 1.5 s after its end, 11.5 s after its start at the latest, and when forgotten', () => {
  const matcher = started();
  matcher.push('r', chunkOf(0), T0 + 250);
  matcher.end('r', T0 + 2_000);
  expect(matcher.advance(T0 + 3_499)).toEqual([]);
  expect(matcher.size).toBe(1);
  expect(matcher.advance(T0 + 3_500)).toEqual([{ type: 'none', recordingId: 'r', reason: 'too-short' }]);
  expect(matcher.size).toBe(0);
  const other = started();
  other.advance(T0 + 11_499);
  expect(other.size).toBe(1);
  other.advance(T0 + 11_500);
  expect(other.size).toBe(0);
  const third = started();
  third.forget('r');
  expect(third.size).toBe(0);
  expect(third.advance(T0 + 20_000)).toEqual([]);
});

test('no chunk, start or time, however absurd, makes it throw or live for ever', () => {
  const number = fc.oneof(
    fc.double(),
    fc.integer({ min: -5, max: 60 }),
    fc.integer({ min: -5_000, max: 20_000 }).map((ms) => T0 + ms),
  );
  const id = fc.constantFrom('r', 's', 'x');
  const step = fc.oneof(
    fc.record({ type: fc.constant('start' as const), id, startedAt: number }),
    fc.record({
      type: fc.constant('push' as const),
      id,
      sequence: number,
      capturedAt: number,
      length: fc.constantFrom(0, 1, 3_200),
    }),
    fc.record({ type: fc.constant('end' as const), id }),
    fc.record({ type: fc.constant('forget' as const), id }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const matcher = createLocalMatcher();
      let now = T0;
      for (const action of steps) {
        now += 97;
        if (action.type === 'start') matcher.start(action, now);
        else if (action.type === 'end') matcher.end(action.id, now);
        else if (action.type === 'forget') matcher.forget(action.id);
        else matcher.push(action.id, { ...action, samples: sound.slice(0, action.length) }, now);
        matcher.advance(now);
      }
      matcher.advance(now + 30_000);
      expect(matcher.size).toBe(0);
    }),
    { seed: 7, numRuns: 150 },
  );
});
