import type { RecordingResult } from '../../shared/protocol.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import type { Clock } from './clock.ts';
import { type HeardRecording, KEPT_AFTER_END_MS } from './heard-recording.ts';

/** Whoever decides has so long from one sign of it to the next; a server that dies meanwhile gives none. ms */
const CLAIM_MS = 6_000;
/** No page waits longer for a result than this after its microphone closed, ms. */
const LATEST_MS = 20_000;

interface Claim {
  until: number;
  /** The meeting its tab was in when it was claimed. */
  readonly before: string | null;
  /** What came of it is being looked up. */
  isClosing: boolean;
  /** What the comparison here says of it meanwhile. */
  verdict: NoRoomReason | null;
}

export interface LastWordsOptions {
  readonly store: LiveStore;
  readonly now: Clock;
  /** Tells the page its result, unless it has one. */
  readonly tell: (recording: HeardRecording, result: RecordingResult) => void;
}

/**
 * Who says the last word on a recording. While somebody decides about it, here or at another server, nobody else does,
 * so that nobody is brought into a meeting and told that there is none; should they never say what came of it, the
 * person is told where they are.
 */
export class LastWords {
  /** A claim that comes when its recording is gone already goes with it. */
  readonly #claims = new WeakMap<HeardRecording, Claim>();
  readonly #options: LastWordsOptions;

  constructor(options: LastWordsOptions) {
    this.#options = options;
  }

  /** Somebody decides about these from now on, or does for longer. */
  async claim(recordings: readonly HeardRecording[]): Promise<void> {
    for (const recording of recordings) {
      const known = this.#claims.get(recording);
      const before = known === undefined ? await this.#placeOf(recording.tabId) : known.before;
      const claim = this.#claims.get(recording) ?? { until: 0, before, isClosing: false, verdict: null };
      claim.until = this.#options.now() + CLAIM_MS;
      this.#claims.set(recording, claim);
    }
  }

  isClaimed(recording: HeardRecording): boolean {
    const claim = this.#claims.get(recording);
    return claim !== undefined && this.#options.now() < claim.until;
  }

  /** The comparison here found nobody. */
  none(recording: HeardRecording, reason: NoRoomReason): void {
    const claim = this.#claims.get(recording);
    if (claim === undefined) this.#tellNone(recording, reason);
    else claim.verdict = reason;
  }

  /** Looks whether whoever decides about it is late. @returns whether nobody decides about it any more */
  look(recording: HeardRecording): boolean {
    const claim = this.#claims.get(recording);
    if (claim === undefined) return true;
    if (!claim.isClosing && !this.isClaimed(recording)) void this.#close(recording, claim);
    return false;
  }

  forget(recording: HeardRecording): void {
    this.#claims.delete(recording);
  }

  async #close(recording: HeardRecording, claim: Claim): Promise<void> {
    const { now, tell } = this.#options;
    const since = now() - (recording.endedAt ?? now());
    claim.isClosing = true;
    try {
      const others = await this.#othersMet(recording, claim);
      if (this.isClaimed(recording)) return;
      if (others !== null) tell(recording, { outcome: 'found', recordingId: recording.id, others });
      else if (claim.verdict !== null || since >= KEPT_AFTER_END_MS)
        this.#tellNone(recording, claim.verdict ?? 'alone');
      this.forget(recording);
    } catch (error) {
      // Where its tab is cannot be known just now; the next look may tell.
      if (isRedisAway(error) && since < LATEST_MS) return;
      tell(recording, { outcome: 'failed', recordingId: recording.id, error: 'state-away' });
    } finally {
      claim.isClosing = false;
    }
  }

  /** How many others are in the meeting that the tab came into since; null: it came into none. */
  async #othersMet({ tabId }: HeardRecording, { before }: Claim): Promise<number | null> {
    const place = await this.#placeOf(tabId);
    if (place === null || place === before) return null;
    const others = (await this.#options.store.participants(place)).length - 1;
    return others > 0 ? others : null;
  }

  async #placeOf(tabId: string): Promise<string | null> {
    return (await this.#options.store.getTab(tabId))?.place?.meetingId ?? null;
  }

  #tellNone(recording: HeardRecording, reason: NoRoomReason): void {
    this.#options.tell(recording, { outcome: 'none', recordingId: recording.id, reason });
  }
}
