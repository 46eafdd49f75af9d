import type { LiveConnection } from '../meeting/live-connection.ts';

export interface PageLifeOptions {
  connection: LiveConnection;
  stopListening(): void;
  /** C5: the page is left; should it be brought back, it begins anew. */
  onLeft(): void;
  /** Where to say goodbye, and what. */
  bye: { path: string; text: string };
}

/** A page that stays hidden for so long will not be looked at for a while, ms. */
const HIDDEN_MS = 1_000;

/**
 * What becomes of the page: hidden, thrown out of memory, closed, brought back.
 *
 * A3: the microphone closes when the page is hidden for more than a second (phones take the microphone from hidden
 * pages anyway, and nobody should be heard without seeing it), and at once when the page is left or frozen.
 */
export function watchPageLife({ connection, stopListening, onLeft, bye }: PageLifeOptions): void {
  let hiding: ReturnType<typeof setTimeout> | undefined;

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.visibilityState === 'hidden') hiding = setTimeout(stopListening, HIDDEN_MS);
    else connection.wake();
  });
  document.addEventListener('freeze', stopListening);
  window.addEventListener('pagehide', () => {
    stopListening();
    // C5: closing codes cannot tell closing from losing the line. A reload says goodbye too, and is back in time; so
    // does a page that is left for another, since nobody tells it when it is thrown out of memory.
    navigator.sendBeacon(bye.path, bye.text);
    connection.close();
    onLeft();
  });
  window.addEventListener('pageshow', (event) => {
    connection.wake();
    if (event.persisted) connection.open();
  });
}
