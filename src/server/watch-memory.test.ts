import { describe, expect, test } from 'vitest';
import { isFullAfter } from './memory-marks.ts';
import { watchMemory } from './watch-memory.ts';

const MARKS = { high: 850, low: 750 };

describe('W12: the marks of memory', () => {
  test.each([
    [false, 849, false],
    [false, 850, true],
    [true, 849, true],
    [true, 750, true],
    [true, 749, false],
    [false, 750, false],
  ])('full before: %s, %i in use: full %s', (was, used, is) => {
    expect(isFullAfter(was, used, MARKS)).toBe(is);
  });
});

function watched(used: number) {
  const state = { used, garbage: 0, time: 0, collected: 0 };
  const memory = watchMemory({
    limitBytes: 1_000,
    now: () => state.time,
    read: () => state.used + state.garbage,
    collect() {
      state.collected += 1;
      state.garbage = 0;
    },
  });
  const look = (change: Partial<typeof state>) => {
    Object.assign(state, change);
    memory.look();
    return memory.isFull;
  };
  return { state, look };
}

describe('W12: the memory of a server', () => {
  test('is full from the high mark until it is below the low one', () => {
    const { look } = watched(100);
    const readings = [100, 849, 850, 800, 750, 749, 800, 849, 900];
    expect(readings.map((used) => look({ used }))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  test('is not full because of garbage, which is collected now and then and no more often', () => {
    const { look, state } = watched(500);
    expect(look({ garbage: 300 })).toBe(false);
    expect(state.collected).toBe(0);
    expect(look({ garbage: 400 })).toBe(false);
    expect(state.collected).toBe(1);
    expect(look({ time: 9_999, garbage: 400 })).toBe(true); // too soon to collect again
    expect(look({ time: 10_000 })).toBe(false);
    expect(state.collected).toBe(2);
  });
});
