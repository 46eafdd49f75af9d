import { expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { createLiveWorld } from './live-world.ts';

test('B3: while something is held longer than promised no new sound is taken, and why is said; afterwards it is', async () => {
  const world = createLiveWorld();
  await world.open('a', 'b');
  world.oldestAudio(LIMITS.audioHeldMs + 1);
  await world.pass(250);
  expect(world.retention.read().broken).toEqual({ audio: true, idle: false });
  expect(() => world.record('a')).toThrow('retention-broken');
  world.oldestAudio(500);
  await world.pass(250);
  expect(world.retention.read().broken).toEqual({ audio: false, idle: false });
  world.record('a');
  expect(world.retention.read().worst.audioMs, 'the worst is remembered').toBe(LIMITS.audioHeldMs + 1);
});

test('B3 C6: the gauge reads the deadlines that are kept: silence of somebody with things here, and nobody else’s', async () => {
  const world = createLiveWorld();
  await world.open('a', 'b');
  await world.meet('a', 'b');
  await world.lay('a', 'mine');
  await world.loseLine('a');
  await world.loseLine('b');
  await world.pass(60_000);
  expect(world.retention.read().now.idleMs).toBeGreaterThanOrEqual(59_000);
  expect(world.retention.read().now.idleMs).toBeLessThanOrEqual(61_000);
  await world.skip(LIMITS.idleMs);
  expect(world.retention.read()).toMatchObject({ now: { idleMs: null }, broken: { idle: false } });
  expect(world.retention.read().worst.idleMs ?? 0).toBeLessThanOrEqual(LIMITS.idleMs + LIMITS.idleSlackMs);
});

test('A6: old sound is looked for also while live state cannot be reached', async () => {
  const world = createLiveWorld();
  world.store.due = () => Promise.reject(new Error('away'));
  await expect(world.sweep()).rejects.toThrow('away');
  const before = world.enforced();
  world.listening.sweep();
  expect(world.enforced()).toBe(before + 1);
});
