import { someAtATime } from '../some-at-a-time.ts';

/** What may have been missed is looked for once within this, however often it may have been, ms. */
const GATHER_MS = 1_000;
/** So many pages are shown the whole at a time. */
const AT_A_TIME = 50;

export interface MissedStepsOptions {
  /** Those that are connected here. */
  tabs(): readonly string[];
  /** Shows a tab the whole of its meeting, and its shelf. */
  refresh(tabId: string): Promise<void>;
  onFault(error: unknown): void;
}

/**
 * Pub/Sub keeps nothing: what was said while a connection was lost is heard by nobody, and a page whose meeting then
 * rests would show for ever what was before. So after a gap of another server the pages here are shown the whole; after
 * one of this server they are asked where they are, see `takePart`, and get it by that.
 */
export interface MissedSteps {
  /** Something may have been missed. */
  look(): void;
  close(): void;
}

export function createMissedSteps({ tabs, refresh, onFault }: MissedStepsOptions): MissedSteps {
  let timer: NodeJS.Timeout | undefined;
  return {
    look() {
      timer ??= setTimeout(() => {
        timer = undefined;
        someAtATime(tabs(), AT_A_TIME, refresh).catch(onFault);
      }, GATHER_MS);
    },
    close: () => clearTimeout(timer),
  };
}
