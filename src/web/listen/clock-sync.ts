import type { Request } from '../meeting/request.ts';
import { type ClockEstimate, createServerClock } from './server-clock.ts';

export interface ClockSync {
  /** Measures at once and then every 5 s, until stopped. */
  start(): void;
  stop(): void;
  /** A few more round trips now, for a recording that is about to begin. */
  refresh(): void;
  estimate(): ClockEstimate | null;
  /** Server's time for a local time, ms; null while it is not known. */
  toServerTime(localTime: number): number | null;
}

const GAP_MS = 40;
const PERIOD_MS = 5_000;

/** Keeps the estimate of the server's clock fresh while the line is up. Local times are of `performance.now`. */
export function createClockSync(request: Request): ClockSync {
  const clock = createServerClock();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let period: ReturnType<typeof setInterval> | undefined;
  let generation = 0;

  const measure = async () => {
    const mine = generation;
    const sentAt = performance.now();
    const reply = await request('clock', {});
    const receivedAt = performance.now();
    if (reply.ok && mine === generation) clock.add({ sentAt, receivedAt, serverTime: reply.serverTime });
  };
  const burst = (count: number) => {
    for (let i = 0; i < count; i += 1) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void measure();
      }, i * GAP_MS);
      timers.add(timer);
    }
  };
  const stop = () => {
    generation += 1;
    clearInterval(period);
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    clock.clear();
  };

  return {
    start() {
      stop();
      burst(8);
      period = setInterval(() => void measure(), PERIOD_MS);
    },
    stop,
    refresh: () => burst(4),
    estimate: () => clock.estimate(performance.now()),
    toServerTime(localTime) {
      const estimate = clock.estimate(localTime);
      return estimate === null ? null : localTime + estimate.offset;
    },
  };
}
