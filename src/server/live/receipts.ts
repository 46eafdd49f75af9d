import { LIMITS } from '../../shared/limits.ts';
import type { Clock } from './clock.ts';
import type { TabLines } from './tab-line.ts';

/** A screen that showed what was taken away. */
export interface Screen {
  readonly tabId: string;
  /** Resolves when it said that it is gone, see `TabLines.show`; null: it has no line. */
  readonly shown: Promise<boolean> | null;
}

export interface Removal {
  /** Whose it was, and who gets the receipt. */
  readonly ownerTabId: string;
  /** null: everything, by leaving. */
  readonly itemId: string | null;
  /** When it went from the server. */
  readonly erasedAt: number;
  readonly screens: readonly Screen[];
}

interface Open {
  readonly id: string;
  readonly removal: Removal;
  readonly waiting: Set<string>;
  readonly away: Set<string>;
  gone: number;
  readonly until: number;
}

export interface ReceiptsOptions {
  lines: Pick<TabLines, 'send'>;
  now: Clock;
  newId: () => string;
  /** Whether there is no such tab any more. */
  isGone(tabId: string): Promise<boolean>;
}

/** B2: after a removal its owner is told from how many screens it is gone, and what is outstanding. */
export class Receipts {
  readonly #lines: Pick<TabLines, 'send'>;
  readonly #now: Clock;
  readonly #newId: () => string;
  readonly #open = new Set<Open>();

  readonly #isGone: ReceiptsOptions['isGone'];

  constructor({ lines, now, newId, isGone }: ReceiptsOptions) {
    this.#lines = lines;
    this.#now = now;
    this.#newId = newId;
    this.#isGone = isGone;
  }

  get size(): number {
    return this.#open.size;
  }

  open(removal: Removal): void {
    const receipt: Open = {
      ...{ id: this.#newId(), removal, waiting: new Set(), away: new Set(), gone: 0 },
      until: this.#now() + LIMITS.idleMs,
    };
    this.#open.add(receipt);
    for (const { tabId, shown } of removal.screens) {
      if (shown === null) this.#miss(receipt, tabId);
      else receipt.waiting.add(tabId);
    }
    for (const { tabId, shown } of removal.screens) {
      void shown?.then((seen) => {
        if (!receipt.waiting.delete(tabId)) return;
        if (seen) receipt.gone += 1;
        else this.#miss(receipt, tabId);
        this.#tell(receipt);
      });
    }
    this.#tell(receipt);
  }

  /** A tab without a line is back, and shows what it should: what was outstanding there is gone. */
  seen(tabId: string): void {
    for (const receipt of this.#open) {
      if (!receipt.away.delete(tabId)) continue;
      receipt.gone += 1;
      this.#tell(receipt);
    }
  }

  /** Forgets receipts that nothing can come of any more. */
  sweep(): void {
    for (const receipt of this.#open) if (receipt.until <= this.#now()) this.#open.delete(receipt);
  }

  /** No answer came. That the tab is gone may have been said before: by another server, while this one waited. */
  #miss(receipt: Open, tabId: string): void {
    receipt.away.add(tabId);
    this.#isGone(tabId).then(
      (isGone) => {
        if (!isGone || !receipt.away.delete(tabId)) return;
        receipt.gone += 1;
        this.#tell(receipt);
      },
      () => {}, // it is forgotten in time
    );
  }

  #tell(receipt: Open): void {
    const { id, removal, waiting, away, gone } = receipt;
    const { itemId, erasedAt, screens, ownerTabId } = removal;
    const done = waiting.size === 0 && away.size === 0;
    if (done) this.#open.delete(receipt);
    this.#lines.send(ownerTabId, 'receipt', {
      ...{ receiptId: id, itemId, erasedAt, screens: screens.length, gone, away: away.size, done },
    });
  }
}
