import { RETENTION_LIMITS, type RetentionReading } from '../shared/retention.ts';

const HOUR_MS = 3_600_000;
/** A week, in hours. The hour under way comes on top, so that nothing of the last seven days is left out. */
const WEEK_HOURS = 168;

/** Ages in ms at one moment; null where nothing is held. */
export interface Observation {
  readonly oldestAudioMs: number | null;
  readonly oldestIdleMs: number | null;
}

export interface RetentionGauge {
  /** Takes in what is held now; about four times a second. */
  observe(observation: Observation): void;
  read(): RetentionReading;
  /** The worst since this was last asked, for whoever writes it down. */
  takeWorst(): Ages & { isBroken: boolean };
}

type Ages = RetentionReading['worst'];
const NOTHING: Ages = { audioMs: null, idleMs: null };

/**
 * B3: the age of the oldest sound and of the oldest content of somebody who is away: now, and the worst of the last
 * seven days, kept by the hour (169 entries at most). An age at its limit is within it.
 *
 * @param now ms on the server's clock
 */
export function createRetentionGauge({ now }: { now: () => number }): RetentionGauge {
  const start = now();
  /** Full hours since the start, and the worst of each; oldest first. */
  const hours = new Map<number, Ages>();
  let current = NOTHING;
  let untaken = NOTHING;

  const hourNow = () => Math.max(0, Math.floor((now() - start) / HOUR_MS));
  const forget = (hour: number) => {
    for (const past of hours.keys()) if (past < hour - WEEK_HOURS) hours.delete(past);
  };

  return {
    observe({ oldestAudioMs, oldestIdleMs }) {
      current = { audioMs: oldestAudioMs, idleMs: oldestIdleMs };
      const hour = hourNow();
      forget(hour);
      hours.set(hour, worse(hours.get(hour) ?? NOTHING, current));
      untaken = worse(untaken, current);
    },
    read() {
      const hour = hourNow();
      forget(hour);
      return {
        now: current,
        worst: [...hours.values()].reduce(worse, NOTHING),
        since: start + Math.max(0, hour - WEEK_HOURS) * HOUR_MS,
        broken: brokenBy(current),
      };
    },
    takeWorst() {
      const { audio, idle } = brokenBy(untaken);
      const taken = { ...untaken, isBroken: audio || idle };
      untaken = current;
      return taken;
    },
  };
}

function brokenBy({ audioMs, idleMs }: Ages): RetentionReading['broken'] {
  return { audio: (audioMs ?? 0) > RETENTION_LIMITS.audioMs, idle: (idleMs ?? 0) > RETENTION_LIMITS.idleMs };
}

function worse(a: Ages, b: Ages): Ages {
  return { audioMs: older(a.audioMs, b.audioMs), idleMs: older(a.idleMs, b.idleMs) };
}

function older(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
