import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createServerClock } from './server-clock.ts';

/** A line with delays of its own each way, between two clocks that drift apart. Times are true ms. */
interface Line {
  driftPpm: number;
  trips: { pause: number; out: number; back: number }[];
}

function simulate({ driftPpm, trips }: Line, from = 1_000): { error: number; accuracy: number }[] {
  const serverAt = (at: number) => 1.7e12 + at;
  const localAt = (at: number) => 500 + at * (1 + driftPpm * 1e-6);
  const clock = createServerClock();
  const seen: { error: number; accuracy: number }[] = [];
  let at = from;
  for (const { pause, out, back } of trips) {
    at += pause;
    const sentAt = localAt(at);
    const serverTime = serverAt(at + out);
    at += out + back;
    clock.add({ sentAt, serverTime, receivedAt: localAt(at) });
    const later = at + pause / 2;
    const estimate = clock.estimate(localAt(later));
    if (estimate === null) throw new Error('no estimate after a round trip');
    const error = Math.abs(localAt(later) + estimate.offset - serverAt(later));
    seen.push({ error, accuracy: estimate.accuracy });
  }
  return seen;
}

const delay = fc.double({ min: 0.1, max: 400, noNaN: true });
const line: fc.Arbitrary<Line> = fc.record({
  driftPpm: fc.double({ min: -100, max: 100, noNaN: true }),
  trips: fc.array(fc.record({ pause: fc.constantFrom(40, 5_000, 60_000), out: delay, back: delay }), {
    minLength: 1,
    maxLength: 30,
  }),
});

describe('the server clock', () => {
  test('A5: with jitter, lopsided ways and +-100 ppm the error never exceeds the stated accuracy', () => {
    void fc.assert(
      fc.property(line, (given) => {
        for (const { error, accuracy } of simulate(given)) expect(error).toBeLessThanOrEqual(accuracy);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('A5: eight round trips with one quick among them are good to a few ms', () => {
    const trips = [90, 60, 140, 4, 75, 33, 210, 48].map((out) => ({ pause: 40, out, back: 4 }));
    const last = simulate({ driftPpm: 80, trips }).at(-1);
    expect(last?.accuracy).toBeLessThan(6);
    expect(last?.error).toBeLessThan(2);
  });

  test('the drift is followed: after ten minutes the estimate is as good as at the start', () => {
    const trips = Array.from({ length: 120 }, () => ({ pause: 5_000, out: 10, back: 10 }));
    const last = simulate({ driftPpm: 100, trips }).at(-1);
    expect(last?.error).toBeLessThan(2);
  });

  test('a clock that was stopped (sleep) is forgotten as soon as a round trip shows it', () => {
    const clock = createServerClock();
    clock.add({ sentAt: 0, receivedAt: 2, serverTime: 1_000_001 });
    clock.add({ sentAt: 100, receivedAt: 140, serverTime: 1_900_120 });
    expect(clock.estimate(140)?.offset).toBe(1_900_000);
  });

  test('before the first round trip, and after clearing, nothing is known', () => {
    const clock = createServerClock();
    expect(clock.estimate(0)).toBeNull();
    clock.add({ sentAt: 0, receivedAt: 2, serverTime: 1 });
    clock.clear();
    expect(clock.estimate(0)).toBeNull();
  });
});
