import type { DurableStore } from '../../storage/durable/durable-store.ts';

const HOUR_MS = 3_600_000;

/** The worst of some time, ms; null where nothing was held. */
export interface WorstAges {
  readonly audioMs: number | null;
  readonly idleMs: number | null;
  readonly isBroken: boolean;
}

/** B3: writes down the worst of each hour. What cannot be written now is kept and written with the next. */
export class GaugeRecord {
  readonly #store: Pick<DurableStore, 'gauge'>;
  readonly #now: () => number;
  #waiting: { hour: Date; worst: WorstAges }[] = [];

  constructor(store: Pick<DurableStore, 'gauge'>, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Takes in the worst since the last time. @throws StoreAway; nothing is lost by it */
  async take(worst: WorstAges): Promise<void> {
    const hour = new Date(Math.floor(this.#now() / HOUR_MS) * HOUR_MS);
    const last = this.#waiting.at(-1);
    if (last?.hour.getTime() === hour.getTime()) last.worst = worse(last.worst, worst);
    else this.#waiting.push({ hour, worst });
    const taken = this.#waiting;
    this.#waiting = [];
    while (taken.length > 0) {
      const [first] = taken as [(typeof taken)[number]];
      const { audioMs, idleMs, isBroken } = first.worst;
      const whole = (ms: number | null) => (ms === null ? null : Math.ceil(ms));
      const ages = { oldestAudioMs: whole(audioMs), oldestIdleMs: whole(idleMs) };
      try {
        // Taking it in twice changes nothing.
        await this.#store.gauge.worsen({ hour: first.hour, ...ages, isBroken });
      } catch (error) {
        this.#waiting = [...taken, ...this.#waiting];
        throw error;
      }
      taken.shift();
    }
  }
}

function worse(a: WorstAges, b: WorstAges): WorstAges {
  const older = (x: number | null, y: number | null) =>
    x === null || y === null ? (x ?? y) : Math.max(x, y);
  return {
    audioMs: older(a.audioMs, b.audioMs),
    idleMs: older(a.idleMs, b.idleMs),
    isBroken: a.isBroken || b.isBroken,
  };
}
