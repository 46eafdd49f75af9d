import type { SecurityEvent, SecurityStore } from '../storage/durable/security-store.ts';

/** Events that are held until the next flush. An attack makes more than anybody reads. */
const MOST = 1_000;

/** W6: what may be an attack, with the address it came from; the only place where addresses are kept. */
export class SecurityLog {
  readonly #options: { store: Pick<SecurityStore, 'add'>; now: () => number };
  #waiting: SecurityEvent[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(options: { store: Pick<SecurityStore, 'add'>; now: () => number }) {
    this.#options = options;
  }

  /** @param event what was refused; nothing that somebody typed */
  note(address: string, event: string): void {
    if (this.#waiting.length >= MOST) return;
    this.#waiting.push({ at: new Date(this.#options.now()), address: address.slice(0, 64), event });
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
    const events = this.#waiting.slice();
    if (events.length === 0) return;
    await this.#options.store.add(events);
    this.#waiting.splice(0, events.length);
  }
}
