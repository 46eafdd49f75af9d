import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RETENTION_LIMITS, retentionReportSchema, toRetentionReport } from '../shared/retention.ts';
import { createRetentionGauge } from './retention-gauge.ts';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

function make() {
  const clock = { now: 1_700_000_000_000 };
  return { clock, gauge: createRetentionGauge({ now: () => clock.now }) };
}

describe('B3: the retention gauge', () => {
  test('at the start: nothing held, nothing broken, since now', () => {
    const { clock, gauge } = make();
    expect(gauge.read()).toEqual({
      now: { audioMs: null, idleMs: null },
      worst: { audioMs: null, idleMs: null },
      since: clock.now,
      broken: { audio: false, idle: false },
    });
  });

  test.each([
    ['audio', 'oldestAudioMs', RETENTION_LIMITS.audioMs, 10_000],
    ['idle', 'oldestIdleMs', RETENTION_LIMITS.idleMs, 31 * 60_000],
  ] as const)(
    'A6 C6: %s is broken while it is over its limit, and no longer',
    (kind, key, limit, promised) => {
      expect(limit).toBe(promised);
      const { gauge } = make();
      const other = kind === 'audio' ? 'idle' : 'audio';
      const brokenAt = (age: number | null) => {
        gauge.observe({ oldestAudioMs: null, oldestIdleMs: null, [key]: age });
        expect(gauge.read().broken[other]).toBe(false);
        return gauge.read().broken[kind];
      };
      expect([brokenAt(limit), brokenAt(limit + 1), brokenAt(limit), brokenAt(null)]).toEqual([
        false,
        true,
        false,
        false,
      ]);
      expect(gauge.read().worst[`${kind}Ms`]).toBe(limit + 1);
    },
  );

  test('the worst since it was last asked can be written down, and what lasts counts again', () => {
    const { gauge } = make();
    const observe = (oldestAudioMs: number | null, oldestIdleMs: number | null) =>
      gauge.observe({ oldestAudioMs, oldestIdleMs });
    observe(10_001, null);
    observe(400, 7);
    expect(gauge.takeWorst()).toEqual({ audioMs: 10_001, idleMs: 7, isBroken: true });
    expect(gauge.takeWorst()).toEqual({ audioMs: 400, idleMs: 7, isBroken: false });
    observe(null, null);
    gauge.takeWorst();
    expect(gauge.takeWorst()).toEqual({ audioMs: null, idleMs: null, isBroken: false });
  });

  const age = fc.option(fc.integer({ min: 0, max: 40 * 60_000 }));
  const observation = fc.record({ oldestAudioMs: age, oldestIdleMs: age });
  const wait = fc.oneof(
    fc.integer({ min: 0, max: 10_000 }),
    fc.integer({ min: 0, max: 10 * HOUR }),
    fc.integer({ min: 0, max: WEEK }),
  );

  test('the worst is that of what was observed since the time it names, a week at least or all (1,000 runs)', () => {
    let forgot = 0;
    const steps = fc.array(fc.record({ wait, observation }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, wait, (sequence, pause) => {
        const { clock, gauge } = make();
        const start = clock.now;
        const seen: { time: number; audioMs: number | null; idleMs: number | null }[] = [];
        for (const step of sequence) {
          clock.now += step.wait;
          gauge.observe(step.observation);
          const { oldestAudioMs: audioMs, oldestIdleMs: idleMs } = step.observation;
          seen.push({ time: clock.now, audioMs, idleMs });
        }
        clock.now += pause;
        const { now, worst, since, broken } = gauge.read();
        const last = seen.at(-1)!;
        expect(now).toEqual({ audioMs: last.audioMs, idleMs: last.idleMs });
        expect(broken.audio).toBe((last.audioMs ?? 0) > RETENTION_LIMITS.audioMs);
        expect(broken.idle).toBe((last.idleMs ?? 0) > RETENTION_LIMITS.idleMs);
        expect(since).toBeLessThanOrEqual(Math.max(start, clock.now - WEEK));
        expect(since).toBeGreaterThan(Math.max(start - 1, clock.now - WEEK - HOUR));
        const held = seen.filter(({ time }) => time >= since);
        if (held.length < seen.length) forgot += 1;
        for (const key of ['audioMs', 'idleMs'] as const) {
          const known = held.map((each) => each[key]).filter((each) => each !== null);
          expect(worst[key]).toBe(known.length === 0 ? null : Math.max(...known));
        }
      }),
      { seed: 63, numRuns: 1_000 },
    );
    expect(forgot).toBeGreaterThan(100);
  });

  test('a clock that goes back a little loses nothing', () => {
    const { clock, gauge } = make();
    gauge.observe({ oldestAudioMs: 700, oldestIdleMs: null });
    clock.now -= 5_000;
    gauge.observe({ oldestAudioMs: 300, oldestIdleMs: null });
    expect(gauge.read().worst.audioMs).toBe(700);
  });

  test('its report has the form that is published, and what has another form is refused', () => {
    const { clock, gauge } = make();
    gauge.observe({ oldestAudioMs: 412.5, oldestIdleMs: null });
    const report = toRetentionReport(gauge.read(), clock.now);
    expect(retentionReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(retentionReportSchema.safeParse({ ...report, now: { audioMs: -1, idleMs: null } }).success).toBe(
      false,
    );
    expect(retentionReportSchema.safeParse({ ...report, since: undefined }).success).toBe(false);
  });
});
