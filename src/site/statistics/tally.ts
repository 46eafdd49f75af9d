import type { CountBatch, CountRow, CountStore } from '../../storage/durable/count-store.ts';

const HOUR_MS = 3_600_000;
/** Values of one measure in an hour that are told apart; the rest is counted together. */
const VALUES = 300;

export interface TallyOptions {
  store: Pick<CountStore, 'add'>;
  now: () => number;
  /** A random UUID. */
  newId: () => string;
}

/** W6, W8: counts by the hour, in memory; what was counted goes to the store when `flush` is called. */
export class Tally {
  readonly #options: TallyOptions;
  #rows = new Map<string, { -readonly [K in keyof CountRow]: CountRow[K] }>();
  /** The values of this hour by measure; a flush does not make room for more. */
  readonly #values = new Map<string, Set<string>>();
  #hour = 0;
  /** On its way, or nobody knows whether it arrived; it keeps its id until it did. */
  #sending: CountBatch | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  /** Counts something once. */
  count(measure: string, value = ''): void {
    const hour = Math.floor(this.#options.now() / HOUR_MS) * HOUR_MS;
    if (!this.#takesValue(hour, measure, value)) {
      this.count(measure, 'other');
      return;
    }
    const row = this.#rows.get(`${hour} ${measure} ${value}`);
    if (row) row.count += 1;
    else this.#rows.set(`${hour} ${measure} ${value}`, { hour: new Date(hour), measure, value, count: 1 });
  }

  #takesValue(hour: number, measure: string, value: string): boolean {
    if (hour !== this.#hour) this.#values.clear();
    this.#hour = hour;
    const values = this.#values.get(measure) ?? new Set();
    this.#values.set(measure, values);
    if (values.size >= VALUES && value !== 'other' && !values.has(value)) return false;
    values.add(value);
    return true;
  }

  /**
   * Adds to the store what was counted. While that fails nothing is lost, and nothing is counted twice.
   *
   * @throws what the store throws
   */
  flush(): Promise<void> {
    const flushed = this.#work.then(() => this.#flush());
    this.#work = flushed.catch(() => {});
    return flushed;
  }

  async #flush(): Promise<void> {
    // What failed the last time first, and then what came since.
    while (this.#sending !== null || this.#rows.size > 0) {
      if (this.#sending === null) {
        const { now, newId } = this.#options;
        this.#sending = { id: newId(), at: new Date(now()), rows: [...this.#rows.values()] };
        this.#rows = new Map();
      }
      await this.#options.store.add(this.#sending);
      this.#sending = null;
    }
  }
}
