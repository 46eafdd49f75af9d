import { LIMITS } from '../../shared/limits.ts';
import { someAtATime } from '../some-at-a-time.ts';
import type { Clock } from './clock.ts';

/** So many are kept; more pages do not close while live state is away. */
const MOST = 20_000;
/** So many are carried out at a time. */
const AT_A_TIME = 20;

export interface FarewellsOptions {
  now: Clock;
  bye(tabId: string, pageId: string, how: { readonly isLate: boolean }): Promise<void>;
  /** Whether a page of this tab is connected here. */
  isHere(tabId: string): boolean;
  /** Whether something failed only for a moment. */
  isPassing(error: unknown): boolean;
  onFault(error: unknown): void;
}

/** C5: a page says goodbye once, also while live state cannot be reached; then it is carried out afterwards. */
export interface Farewells {
  say(tabId: string, pageId: string): void;
  /** Tries again what could not be carried out. To be called every second or so. */
  sayAgain(): Promise<void>;
}

export function createFarewells(options: FarewellsOptions): Farewells {
  const { now, bye, isHere, isPassing, onFault } = options;
  /** By tab: the page that said it, and when. */
  const late = new Map<string, { readonly pageId: string; readonly saidAt: number }>();

  return {
    say(tabId, pageId) {
      const saidAt = now();
      bye(tabId, pageId, { isLate: false }).catch((error) => {
        if (!isPassing(error)) return onFault(error);
        if (late.size < MOST) late.set(tabId, { pageId, saidAt });
      });
    },
    sayAgain: () =>
      someAtATime([...late], AT_A_TIME, async ([tabId, said]) => {
        // C6: by then it is over without; and who is here is back.
        const isDue = !isHere(tabId) && now() - said.saidAt < LIMITS.idleMs;
        try {
          if (isDue) await bye(tabId, said.pageId, { isLate: true });
        } catch (error) {
          if (isPassing(error)) throw error;
          onFault(error);
        }
        if (late.get(tabId) === said) late.delete(tabId);
      }),
  };
}
