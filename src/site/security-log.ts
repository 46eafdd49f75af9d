import { ABUSE_LIMITS } from '../shared/abuse-limits.ts';
import type { SecurityEvent, SecurityStore } from '../storage/durable/security-store.ts';

const HOUR_MS = 3_600_000;

/** W6: what may be an attack, with the address it came from; the only place where addresses are kept. */
export class SecurityLog {
  readonly #options: { store: Pick<SecurityStore, 'add'>; now: () => number };
  #waiting: SecurityEvent[] = [];
  #hour = 0;
  /** Of this hour, kept and only counted. */
  #kept = 0;
  #more = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: { store: Pick<SecurityStore, 'add'>; now: () => number }) {
    this.#options = options;
  }

  /** @param event what was refused; nothing that somebody typed */
  note(address: string, event: string): void {
    this.#passHour();
    if (this.#kept >= ABUSE_LIMITS.notedEvents || this.#waiting.length >= ABUSE_LIMITS.notedEvents) {
      this.#more += 1;
      return;
    }
    this.#kept += 1;
    this.#waiting.push({ at: new Date(this.#options.now()), address: address.slice(0, 64), event });
  }

  /** What was only counted becomes one event, without an address, once its hour is over. */
  #passHour(): void {
    const hour = Math.floor(this.#options.now() / HOUR_MS) * HOUR_MS;
    if (hour === this.#hour) return;
    this.sumUp();
    this.#hour = hour;
    this.#kept = 0;
  }

  /** The same at once: the server ends. */
  sumUp(): void {
    if (this.#more === 0) return;
    const at = new Date(this.#hour + HOUR_MS - 1);
    this.#waiting.push({ at, address: '', event: `${this.#more} more` });
    this.#more = 0;
  }

  /**
   * Adds to the store what was noted; what cannot be added stays for the next time.
   *
   * @throws what the store throws
   */
  flush(): Promise<void> {
    const flushed = this.#work.then(() => this.#flush());
    this.#work = flushed.catch(() => {});
    return flushed;
  }

  async #flush(): Promise<void> {
    this.#passHour();
    const events = this.#waiting.slice();
    if (events.length === 0) return;
    await this.#options.store.add(events);
    this.#waiting.splice(0, events.length);
  }
}
