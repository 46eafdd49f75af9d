import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../devices/server.ts';
import { createWallClock, NO_WALL_CLOCK, type WallClock } from '../devices/wall-clock.ts';
import { isStrict, liveDeadlines, wrongTimes } from './support/deadlines.ts';
import { open } from './support/visitor.ts';
import { until } from './tab.ts';

const HOUR_MS = 3_600_000;
/** Until when a header or an answer told of a wall clock that was set, ms: they are made once a second. */
const TOLD_MS = 10_000;

if (NO_WALL_CLOCK !== null) console.warn(`Clock jumps are not tested: ${NO_WALL_CLOCK}`);

describe.skipIf(NO_WALL_CLOCK !== null)('the wall clock jumps by an hour', () => {
  let clock: WallClock;
  let server: RunningServer;
  beforeEach(async () => {
    clock = createWallClock();
    server = await startServer({ env: { ...clock.env, FEATURE_THREADS: '1' } });
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    clock.remove();
  });

  /** How far the server's wall clock is from ours, as its answers say. */
  async function wallOffset(): Promise<number> {
    const { headers } = await open(server.url).get('/healthz');
    return Date.parse(headers.date as string) - Date.now();
  }
  /** Sets it, and waits until the server has noticed: else nothing would be shown by what does not happen. */
  async function jump(offsetMs: number): Promise<void> {
    clock.set(offsetMs);
    const end = performance.now() + TOLD_MS;
    while (Math.abs((await wallOffset()) - offsetMs) > 60_000)
      if (performance.now() > end) throw new Error('the wall clock did not move');
  }

  test(
    'A3 B6 B7 C5: on one server, forth and back: no deadline is early or late',
    async () => {
      const times = await liveDeadlines(server.url, async () => {
        await jump(HOUR_MS);
        await jump(-HOUR_MS);
      });
      for (const { what, ms, due } of times) console.log(`${what}: ${ms.toFixed(0)} ms, due ${due.toFixed(0)}`);
      expect(wrongTimes(times)).toEqual([]);
      expect(times).toHaveLength(isStrict ? 5 : 3);
    },
    200_000,
  );
});
