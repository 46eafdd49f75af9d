import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCaptureClock } from './capture-clock.ts';

const RATE = 16_000;
const BLOCK = 640;
const BLOCK_MS = 40;

describe('the capture clock', () => {
  test('A5: the least late of the first observations tells the start; latency of the device is taken off', () => {
    const clock = createCaptureClock({ rate: RATE, latencyMs: 23 });
    [31, 12, 0.5, 18].forEach((late, i) => {
      clock.observe((i + 1) * BLOCK, 1_000 + (i + 1) * BLOCK_MS + late);
    });
    expect(clock.capturedAt(0)).toBeCloseTo(1_000 + 0.5 - 23);
    expect(clock.capturedAt(3_200)).toBeCloseTo(1_200 + 0.5 - 23);
    expect(clock.observedMs()).toBe(120);
  });

  test('A5: never earlier than the truth, never later than the least late delivery, whatever the drift', () => {
    void fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 5, maxLength: 250 }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (lateness, driftPpm) => {
          const clock = createCaptureClock({ rate: RATE, latencyMs: 0 });
          const truth = (frame: number) => 300 + (frame / 16) * (1 + driftPpm * 1e-6);
          lateness.forEach((late, i) => {
            clock.observe((i + 1) * BLOCK, truth((i + 1) * BLOCK) + late);
          });
          const frame = lateness.length * BLOCK;
          const error = (clock.capturedAt(frame) ?? Number.NaN) - truth(frame);
          expect(error).toBeGreaterThan(-0.25);
          expect(error).toBeLessThan(Math.min(...lateness.slice(-6)) + 0.25);
        },
      ),
      { seed: 4 },
    );
  });

  test('a device that lost 80 ms of sound is followed within half a second', () => {
    const clock = createCaptureClock({ rate: RATE, latencyMs: 0 });
    for (let i = 1; i <= 53; i += 1) clock.observe(i * BLOCK, i * BLOCK_MS + (i > 40 ? 80 : 0));
    expect(clock.capturedAt(50 * BLOCK)).toBeCloseTo(2_080);
  });

  test('sound that piled up behind a stall of half a second, and then came at once, was not lost', () => {
    const clock = createCaptureClock({ rate: RATE, latencyMs: 0 });
    for (let i = 1; i <= 80; i += 1) {
      clock.observe(i * BLOCK, i > 40 && i <= 53 ? 53 * BLOCK_MS : i * BLOCK_MS);
      expect(clock.capturedAt(0)).toBeCloseTo(0);
    }
  });

  test('before the first observation nothing is known', () => {
    const clock = createCaptureClock({ rate: RATE, latencyMs: 0 });
    expect(clock.capturedAt(0)).toBeNull();
    expect(clock.observedMs()).toBe(0);
  });
});
