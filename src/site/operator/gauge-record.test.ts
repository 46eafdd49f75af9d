import { describe, expect, test } from 'vitest';
import type { GaugeHour } from '../../storage/durable/operator-store.ts';
import { GaugeRecord } from './gauge-record.ts';

const HOUR = 3_600_000;

function make() {
  const clock = { now: 10 * HOUR };
  const written: GaugeHour[] = [];
  const database = { isAway: false };
  const gauge = {
    async worsen(hour: GaugeHour) {
      if (database.isAway) throw new Error('away');
      written.push(hour);
    },
  };
  const record = new GaugeRecord({ gauge } as never, () => clock.now);
  return { clock, written, database, record };
}
const worst = (audioMs: number | null, idleMs: number | null = null, isBroken = false) => ({
  ...{ audioMs, idleMs, isBroken },
});
const row = (hour: number, oldestAudioMs: number | null, oldestIdleMs: number | null, isBroken = false) => ({
  ...{ hour: new Date(hour * HOUR), oldestAudioMs, oldestIdleMs, isBroken },
});

describe('B3: the history of the gauge', () => {
  test('is written by the hour, in whole ms that are never too few', async () => {
    const { clock, written, record } = make();
    clock.now += HOUR - 1;
    await record.take(worst(412.2));
    clock.now += 1;
    await record.take(worst(null, 7));
    expect(written).toEqual([row(10, 413, null), row(11, null, 7)]);
  });

  test('loses nothing while the database is away: the worst of each of its hours comes after', async () => {
    const { clock, written, database, record } = make();
    database.isAway = true;
    for (const [ms, reading] of [
      [0, worst(400, 9, true)],
      [60_000, worst(300)],
      [HOUR, worst(null, 5)],
    ] as const) {
      clock.now = 10 * HOUR + ms;
      await expect(record.take(reading)).rejects.toThrow('away');
    }
    database.isAway = false;
    await record.take(worst(100));
    expect(written).toEqual([row(10, 400, 9, true), row(11, 100, 5)]);
    await record.take(worst(50));
    expect(written.slice(2)).toEqual([row(11, 50, null)]);
  });
});
