import { setTimeout as passing } from 'node:timers/promises';
import type { KeptStore } from '../storage/durable/kept-store.ts';

export interface WipingOptions {
  store: Pick<KeptStore, 'wipe'>;
  onError: (error: unknown) => void;
}

/** W11: takes what somebody had erased out of the database's files, in the background, one run at a time. */
export class Wiping {
  readonly #options: WipingOptions;
  #isAsked = false;
  #work: Promise<void> | null = null;

  constructor(options: WipingOptions) {
    this.#options = options;
  }

  /** Something was erased. */
  soon(): void {
    this.#isAsked = true;
    this.#work ??= this.#run();
  }

  /** Resolves when nothing is under way, and after `mostMs` in any case. */
  async settled(mostMs: number): Promise<void> {
    await Promise.race([this.#work, passing(mostMs, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    while (this.#isAsked) {
      this.#isAsked = false;
      // What fails is done by the retention job.
      await this.#options.store.wipe({ all: true }).catch(this.#options.onError);
    }
    this.#work = null;
  }
}
