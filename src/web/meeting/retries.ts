import { type Signal, signal } from '@preact/signals';

/** Starts a timer; gives what ends it. */
export type Later = (act: () => void, ms: number) => () => void;

/** What is tried again by itself, each under an id, with pauses that grow. */
export interface Retries {
  /** Ids of what waits for its next try. */
  readonly waiting: Signal<ReadonlySet<string>>;
  /**
   * Acts after a pause, twice as long as the last one for this id.
   *
   * @param most how often, for this id
   * @returns false when that was often enough, and it does not
   */
  again(id: string, act: () => void, most?: number): boolean;
  /** It is done, or given up. */
  end(id: string): void;
}

/** The first pause and the longest, ms. */
const PAUSE_MS = { first: 1_000, longest: 30_000 };

export const laterHere: Later = (act, ms) => {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
};

export function createRetries(later: Later): Retries {
  const waiting = signal<ReadonlySet<string>>(new Set());
  const known = new Map<string, { pause: number; tries: number; cancel: () => void }>();
  const show = () => {
    waiting.value = new Set(known.keys());
  };
  return {
    waiting,
    again(id, act, most = Number.POSITIVE_INFINITY) {
      const last = known.get(id);
      const tries = (last?.tries ?? 0) + 1;
      if (tries > most) return false;
      last?.cancel();
      const pause = last === undefined ? PAUSE_MS.first : Math.min(2 * last.pause, PAUSE_MS.longest);
      known.set(id, { pause, tries, cancel: later(act, pause) });
      show();
      return true;
    },
    end(id) {
      known.get(id)?.cancel();
      if (known.delete(id)) show();
    },
  };
}
