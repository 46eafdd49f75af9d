import type { Entry, SpokenCode } from '../../meetings/spoken-codes.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { LiveService } from './live-service.ts';
import type { Outcome } from './meeting-runner.ts';

/** See `SpokenCodes`; it may be elsewhere. */
export interface CodeBook {
  open(meetingId: string): SpokenCode | Promise<SpokenCode>;
  enter(code: string, address: string): Entry | Promise<Entry>;
  close(meetingId: string): void | Promise<void>;
  sweep(): void;
}

export interface InviteServiceOptions {
  store: LiveStore;
  live: LiveService;
  codes: CodeBook;
  /** W12: why no meeting is opened just now, or null. */
  full: () => ErrorCode | null;
  /** W6: somebody guesses at codes. */
  onThrottled: (address: string) => void;
}

/** B6: the way into a meeting without a microphone. */
export class InviteService {
  readonly #options: InviteServiceOptions;

  constructor(options: InviteServiceOptions) {
    this.#options = options;
  }

  /** A code of the meeting the tab is in; one is opened for somebody who is in none. */
  async invite(tabId: string): Promise<{ code: string; until: number } | { error: ErrorCode }> {
    const { store, live, codes, full } = this.#options;
    const tab = await store.getTab(tabId);
    if (tab === null) return { error: 'not-found' };
    if (tab.place !== null) return codes.open(tab.place.meetingId);
    const shut = full();
    if (shut !== null) return { error: shut };
    const refused = await live.join(tabId, await live.open(), { unlessIn: true });
    const place = (await store.getTab(tabId))?.place ?? null;
    return place === null ? { error: refused ?? 'not-in-meeting' } : codes.open(place.meetingId);
  }

  /** @returns `locked`: the person stands at the door now */
  async enter(tabId: string, code: string, address: string): Outcome {
    const { store, live, codes } = this.#options;
    const entered = await codes.enter(code, address);
    if ('error' in entered) {
      if (entered.error === 'code-throttled') this.#options.onThrottled(address);
      return entered.error;
    }
    const meeting = await store.summary(entered.meetingId);
    return meeting === null ? 'bad-code' : live.join(tabId, meeting.id);
  }
}
