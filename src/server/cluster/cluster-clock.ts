import * as z from 'zod';
import { type Clock, createClock, type ServerClock } from '../live/clock.ts';
import type { Bus } from './bus.ts';

/** How many times another server is asked; the fastest answer counts. */
const ASKS = 8;
const ASK_MS = 1_000;

/** What a server answers that is asked for the time: the time, and since when it is part of the cluster. */
const readingSchema = z.object({ time: z.number(), since: z.number() });

/** A clock that follows the server that has been there longest, so that all agree and no wall clock moves any. */
export interface ClusterClock extends ServerClock {
  /** Since when this server is part of the cluster, ms on the cluster's clock. */
  readonly since: number;
  /** Asks the others, and follows the oldest; also when this is the oldest. */
  follow(bus: Bus, others: readonly string[]): Promise<void>;
}

export function createClusterClock(own: ServerClock = createClock()): ClusterClock {
  let offset = 0;
  let since: number | null = null;
  const now: Clock = () => own.now() + offset;

  async function read(
    bus: Bus,
    serverId: string,
  ): Promise<{ ahead: number; since: number; took: number } | null> {
    const before = own.now();
    const answered = await bus.ask(serverId, { type: 'clock' }, ASK_MS);
    const after = own.now();
    const reading = readingSchema.safeParse(answered?.answer);
    if (!reading.success) return null;
    return {
      ahead: reading.data.time - (before + after) / 2,
      since: reading.data.since,
      took: after - before,
    };
  }

  return {
    now,
    get origin() {
      return own.origin + offset;
    },
    get since() {
      return since ?? now();
    },
    async follow(bus, others) {
      const readings = await Promise.all(others.map(async (id) => ({ id, reading: await read(bus, id) })));
      let oldest: { id: string; since: number } | null = null;
      for (const { id, reading } of readings) {
        if (reading !== null && reading.since < (oldest?.since ?? since ?? Number.POSITIVE_INFINITY)) {
          oldest = { id, since: reading.since };
        }
      }
      if (oldest !== null) {
        let best: { ahead: number; took: number } | null = null;
        for (let i = 0; i < ASKS; i += 1) {
          const reading = await read(bus, oldest.id);
          if (reading !== null && reading.took < (best?.took ?? Number.POSITIVE_INFINITY)) best = reading;
        }
        if (best !== null) offset = best.ahead;
      }
      since ??= now();
    },
  };
}
