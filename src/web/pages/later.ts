import { type Signal, signal } from '@preact/signals';
import type { Later } from '../meeting/retries.ts';

/** What the page fetches after it is there. */
export type LaterParts = typeof import('./later-parts.ts');

export interface Fetched<Parts> {
  /** null: not here yet. */
  readonly parts: Signal<Parts | null>;
  /** It did not come, and is not tried any more by itself. */
  readonly failed: Signal<boolean>;
  /** Fetches it, once; after a failure, anew. */
  fetch(): void;
}

/** Pauses before the next tries, ms. */
const PAUSES_MS = [500, 2_000, 5_000];

/** Fetches a part of the page, and tries again by itself when it does not come. */
export function createFetched<Parts>(load: () => Promise<Parts>, later: Later): Fetched<Parts> {
  const parts = signal<Parts | null>(null);
  const failed = signal(false);
  let busy = false;
  const attempt = async (tries: number) => {
    try {
      parts.value = await load();
    } catch {
      const pause = PAUSES_MS[tries];
      if (pause !== undefined) return void later(() => void attempt(tries + 1), pause);
      busy = false;
      failed.value = true;
    }
  };
  return {
    parts,
    failed,
    fetch() {
      if (busy) return;
      busy = true;
      failed.value = false;
      void attempt(0);
    },
  };
}

/**
 * Loads one of this page's own style sheets.
 *
 * @throws Error when it does not come; it may be asked for again
 */
export function loadSheet(address: string): Promise<void> {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = address;
  const loaded = new Promise<void>((resolve, reject) => {
    sheet.onload = () => resolve();
    sheet.onerror = () => {
      sheet.remove();
      reject(new Error('a style sheet did not come'));
    };
  });
  document.head.append(sheet);
  return loaded;
}

/** What people do first, with a mouse, a finger or keys. */
const SIGNS = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin', 'wheel'] as const;

/** Acts once, at the first sign that somebody is there and not only a page that was opened. */
export function atFirstSign(target: EventTarget, act: () => void): void {
  const over = new AbortController();
  const first = () => {
    over.abort();
    act();
  };
  for (const sign of SIGNS) target.addEventListener(sign, first, { passive: true, signal: over.signal });
}
