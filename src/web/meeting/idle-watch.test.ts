import { expect, test } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { createIdleWatch } from './idle-watch.ts';

/** A device whose timers stand still while it sleeps. */
function device() {
  let now = 0;
  let awake = 0;
  let timer: { at: number; act: () => void } | null = null;
  let forgotten = 0;
  const watch = createIdleWatch({
    now: () => now,
    later(act, ms) {
      timer = { at: awake + ms, act };
      return () => {
        timer = null;
      };
    },
    onIdle() {
      forgotten += 1;
    },
  });
  return {
    watch,
    forgotten: () => forgotten,
    sleep(ms: number) {
      now += ms;
    },
    pass(ms: number) {
      now += ms;
      awake += ms;
      const due = timer;
      if (due === null || due.at > awake) return;
      timer = null;
      due.act();
    },
  };
}
const MINUTE = 60_000;

test('C6 C10: half an hour after the last answer, not after the line was found lost, everything is forgotten', () => {
  const { watch, forgotten, pass } = device();
  watch.found();
  pass(2 * MINUTE);
  watch.lost();
  watch.lost();
  pass(LIMITS.idleMs - 2 * MINUTE - 1);
  expect(forgotten()).toBe(0);
  pass(1);
  expect(forgotten()).toBe(1);
});

test('C6 C10: a timer that is ahead of the clock by a moment forgets as well, when it is time', () => {
  const { watch, forgotten, pass, sleep } = device();
  watch.found();
  watch.lost();
  sleep(-1);
  pass(LIMITS.idleMs);
  expect(forgotten()).toBe(0);
  pass(1);
  expect(forgotten()).toBe(1);
  pass(LIMITS.idleMs);
  expect(forgotten()).toBe(1);
});

test('C6: a line that is back in time forgets nothing', () => {
  const { watch, forgotten, pass } = device();
  watch.found();
  watch.lost();
  pass(29 * MINUTE);
  watch.found();
  pass(29 * MINUTE);
  watch.heard();
  pass(2 * MINUTE);
  watch.look();
  expect(forgotten()).toBe(0);
});

test.each(['look', 'heard', 'found'] as const)(
  'C6 C10: a device that slept through the half hour forgets once, as soon as it wakes (%s)',
  (first) => {
    for (const wasLost of [true, false]) {
      const { watch, forgotten, sleep, pass } = device();
      watch.found();
      if (wasLost) watch.lost();
      sleep(31 * MINUTE);
      expect(forgotten()).toBe(0);
      watch[first]();
      expect(forgotten()).toBe(1);
      pass(31 * MINUTE);
      expect(forgotten()).toBe(1);
    }
  },
);
