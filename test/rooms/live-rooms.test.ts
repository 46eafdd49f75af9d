import { beforeAll, describe, expect, test } from 'vitest';
import { decibels, rms } from './level.ts';
import { type LiveRooms, renderLiveRooms } from './live-rooms.ts';

/** Correlation of two signals when `b` is heard `lag` samples after `a`, around the loop; -1..1. */
function correlation(a: Float64Array, b: Float64Array, lag: number): number {
  let product = 0;
  for (let i = 0; i < a.length; i += 1) product += a[i]! * b[(i + lag + b.length) % b.length]!;
  return product / (a.length * rms(a) * rms(b));
}

/** Loudness over time without its mean, one value per `step` samples. */
function envelope(signal: Float64Array, step: number): Float64Array {
  const levels = Float64Array.from({ length: Math.floor(signal.length / step) }, (_, i) =>
    Math.log(rms(signal.subarray(i * step, (i + 1) * step)) + 1e-5),
  );
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

function bestLag(a: Float64Array, b: Float64Array, reach: number): { lag: number; value: number } {
  let best = { lag: 0, value: -1 };
  for (let lag = -reach; lag <= reach; lag += 1) {
    const value = correlation(a, b, lag);
    if (value > best.value) best = { lag, value };
  }
  return best;
}

describe('live rooms', () => {
  let rooms: LiveRooms;
  beforeAll(async () => {
    rooms = await renderLiveRooms({ seed: 4, seconds: 20, rate: 16_000 });
  });

  test('are three finite channels of the length asked for, as loud as a real microphone', () => {
    expect(rooms.channels).toHaveLength(3);
    for (const channel of rooms.channels) {
      expect(channel).toHaveLength(320_000);
      expect(channel.every(Number.isFinite)).toBe(true);
      expect(decibels(channel)).toBeGreaterThan(-35);
      expect(decibels(channel)).toBeLessThan(-25);
      expect(Math.max(...channel.map(Math.abs).subarray(0, 100_000))).toBeLessThan(1);
    }
  });

  test('have someone talking all the time: no pause of 0.6 s, also not across the seam', () => {
    for (const channel of rooms.channels) {
      const frames = [...channel, ...channel.subarray(0, 32_000)];
      let pause = 0;
      let longest = 0;
      for (let at = 0; at + 320 <= frames.length; at += 320) {
        pause = decibels(frames.slice(at, at + 320)) < decibels(channel) - 14 ? pause + 0.02 : 0;
        longest = Math.max(longest, pause);
      }
      expect(longest).toBeLessThan(0.6);
      expect(longest).toBeGreaterThan(0.05);
    }
  });

  test('loop without a click: the step over the seam is one like any other', () => {
    for (const channel of rooms.channels) {
      const steps = channel.map((value, i) => Math.abs(channel[(i + 1) % channel.length]! - value));
      const usual = steps.slice().sort()[Math.floor(steps.length * 0.999)]!;
      expect(steps.at(-1)!).toBeLessThan(usual);
      // The check can see a click: a loop cut short has one somewhere else.
      const cut = channel.findIndex((value) => Math.abs(value - channel[0]!) > 2 * usual);
      expect(Math.abs(channel[cut]! - channel[0]!)).toBeGreaterThan(usual);
    }
  });

  test('room A is heard by its two devices at the lag of the air between them', () => {
    const [phone, laptop] = rooms.channels;
    const { lag, value } = bestLag(envelope(phone!, 32), envelope(laptop!, 32), 50);
    expect(value).toBeGreaterThan(0.5);
    // Echoes blur an envelope by some ms; what counts is that the devices are on one clock.
    expect(lag * 2).toBeGreaterThan(Math.min(...rooms.lagsMs) - 12);
    expect(lag * 2).toBeLessThan(Math.max(...rooms.lagsMs) + 12);
    const late = Float64Array.from(laptop!, (_, i) => laptop!.at(i - 640)!);
    expect(bestLag(envelope(phone!, 32), envelope(late, 32), 50).lag).toBe(lag + 20);
  });

  test('room B hears something else', () => {
    const [phone, , other] = rooms.channels;
    expect(bestLag(envelope(phone!, 160), envelope(other!, 160), 50).value).toBeLessThan(0.3);
  });

  test('are the same for the same seed and others for another', async () => {
    const options = { seed: 4, seconds: 2, rate: 16_000 };
    const first = await renderLiveRooms(options);
    const again = await renderLiveRooms(options);
    const another = await renderLiveRooms({ ...options, seed: 5 });
    expect(again).toEqual(first);
    expect(another.channels[0]).not.toEqual(first.channels[0]);
  });
});
