import type { Content } from '../../shared/content.ts';
import { recogniseKind, toContent, toWebAddress } from '../panel/recognise.ts';
import { ownScript } from '../show/trusted-scripts.ts';
import type { Shared } from './share-worker.ts';

/** Where the worker is, see vite.config.ts; its folder is the part of the site that it serves. */
const WORKER = '/share-worker.js';
/** How long the worker may take to answer, ms. */
const ANSWER_MS = 3_000;

/**
 * Makes this site known to the share sheet of a device it is installed on, as soon as it is; where it is not, nothing of
 * this is loaded. Without it everything else works.
 */
export function registerShareWorker(): void {
  const register = async () => {
    try {
      await navigator.serviceWorker?.register(ownScript(WORKER));
    } catch {
      // Not here: private windows, and certificates that the browser does not know.
    }
  };
  window.addEventListener('appinstalled', () => void register());
  if (matchMedia('(display-mode: standalone)').matches) void register();
}

/**
 * What the share sheet brought with this load of the page; takes it out of the address.
 *
 * @returns null: nothing; `lost`: something, but the worker that had it was stopped, or there is none
 */
export async function takeShared(
  location: Pick<Location, 'search' | 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState' | 'state'>,
): Promise<Shared | 'lost' | null> {
  const id = new URLSearchParams(location.search).get('shared');
  if (id === null) return null;
  history.replaceState(history.state, '', `${location.pathname}${location.hash}`);
  const active = (await navigator.serviceWorker?.getRegistration())?.active;
  if (!active) return 'lost';
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Shared | 'lost'>((resolve) => {
    port1.onmessage = ({ data }) => resolve((data as Shared | null) ?? 'lost');
    setTimeout(() => resolve('lost'), ANSWER_MS);
  });
  active.postMessage({ takeShared: id }, [port2]);
  return answer;
}

/** The one thing that shared texts mean: the address in them, where there is one, else all of them as a note. */
export function contentOf(texts: readonly string[]): Content | null {
  for (const text of texts) {
    const address = text.split(/\s+/).find((word) => /^https?:/i.test(word) && toWebAddress(word) !== null);
    if (address !== undefined) return { kind: 'url', text: address };
  }
  const whole = [...new Set(texts)].join('\n');
  const content = toContent(whole, recogniseKind(whole));
  return typeof content === 'string' ? null : content;
}
