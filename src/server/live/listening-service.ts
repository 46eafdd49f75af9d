import type { MatcherDecision } from '../../matching/matcher.ts';
import { type MeetingInRoom, planRoom } from '../../meetings/room-plan.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RecordingResult } from '../../shared/protocol.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { MatchingThread, RecordingChunk } from '../workers/matching-thread.ts';
import type { Clock } from './clock.ts';
import type { LiveService, SendToTab } from './live-service.ts';

export interface ListeningServiceOptions {
  matching: MatchingThread;
  live: LiveService;
  store: LiveStore;
  now: Clock;
  newId: () => string;
  /** A new random seed of a soft sound, see MAX_SEED. */
  newSeed: () => number;
  send: SendToTab;
  /** Whether a socket of this tab is open. */
  connected: (tabId: string) => boolean;
  /** An error nobody expected. */
  onFault: (code: string, error: unknown) => void;
}

interface Recording {
  readonly id: string;
  readonly tabId: string;
  readonly startedAt: number;
  /** When its microphone closed, ms on the server's clock; null: still open. */
  endedAt: number | null;
  /** The result the page was told, if any. */
  outcome: RecordingResult['outcome'] | null;
}

/** The matcher speaks its last word on a recording within the time that chunks in flight count, and a little. ms. */
const KEPT_AFTER_END_MS = LIMITS.audioAfterEndMs + 2_500;

/** Recordings of one tab that are kept at a time, those that ended included. */
const RECORDINGS_PER_TAB = 5;

/** From recordings to meetings (A4): who is recording, and what a decision of the matcher means for them. */
export class ListeningService {
  readonly #options: ListeningServiceOptions;
  readonly #recordings = new Map<string, Recording>();
  #work: Promise<void> = Promise.resolve();

  constructor(options: ListeningServiceOptions) {
    this.#options = options;
    options.matching.onDecisions((decisions) => {
      // One at a time: a room found while another is being opened must see the meeting that came of it.
      for (const decision of decisions) {
        this.#work = this.#work
          .then(() => this.#decide(decision))
          .catch((error) => options.onFault('decision', error));
      }
    });
    options.matching.onCrash(() => {
      for (const recording of this.#recordings.values()) this.#fail(recording, 'internal');
      this.#recordings.clear();
    });
  }

  /** How many recordings are being heard or decided. */
  get size(): number {
    return this.#recordings.size;
  }

  /** A microphone opened. One recording a tab at a time. */
  start(
    tabId: string,
    { startedAt, canPlay }: { startedAt: number; canPlay: boolean },
  ): { recordingId: string } | { error: ErrorCode } {
    const { matching, newId, now } = this.#options;
    const own = [...this.#recordings.values()].filter((recording) => recording.tabId === tabId);
    if (own.some((recording) => recording.endedAt === null)) return { error: 'recording-running' };
    if (own.length >= RECORDINGS_PER_TAB) return { error: 'too-fast' };
    if (this.#recordings.size >= LIMITS.concurrentRecordings) return { error: 'server-busy' };
    if (startedAt > now() + LIMITS.chunkEarlinessMs) return { error: 'chunk-early' };
    if (startedAt < now() - LIMITS.listeningMs) return { error: 'chunk-late' };
    const recording: Recording = { id: newId(), tabId, startedAt, endedAt: null, outcome: null };
    this.#recordings.set(recording.id, recording);
    matching.start({ id: recording.id, startedAt, canPlay });
    return { recordingId: recording.id };
  }

  /** 200 ms of sound. The bytes are copied to the matching thread; the caller's own are the caller's to erase. */
  async push(tabId: string, recordingId: string, chunk: RecordingChunk): Promise<ErrorCode | null> {
    const recording = this.#recordings.get(recordingId);
    if (recording?.tabId !== tabId) return 'unknown-recording';
    // The page stops when it hears of the result. What was on its way then still helps others into a found room.
    if (recording.outcome === 'none' || recording.outcome === 'failed') return null;
    return this.#options.matching.push(recordingId, chunk);
  }

  /** The microphone closed. */
  end(tabId: string, recordingId: string): ErrorCode | null {
    const recording = this.#recordings.get(recordingId);
    if (recording?.tabId !== tabId) return 'unknown-recording';
    this.#close(recording);
    return null;
  }

  /** The tab is gone, or its line is lost: its recordings go at once. */
  forgetTab(tabId: string): void {
    for (const recording of this.#recordings.values()) {
      if (recording.tabId !== tabId) continue;
      this.#options.matching.forget(recording.id);
      this.#recordings.delete(recording.id);
    }
  }

  #close(recording: Recording): void {
    if (recording.endedAt !== null) return;
    recording.endedAt = this.#options.now();
    this.#options.matching.end(recording.id);
  }

  /** Ends what its page did not end in time (A3) and forgets what nothing can come of any more. Idempotent. */
  sweep(): void {
    const now = this.#options.now();
    for (const recording of this.#recordings.values()) {
      const { startedAt, endedAt } = recording;
      if (startedAt + LIMITS.listeningMs + LIMITS.chunkLatenessMs < now) this.#close(recording);
      if (endedAt === null || endedAt + KEPT_AFTER_END_MS >= now) continue;
      this.#tellAlone(recording); // whoever was heard with it is gone, else it had its answer
      this.#recordings.delete(recording.id);
    }
  }

  async #decide(decision: MatcherDecision): Promise<void> {
    if (decision.type === 'none') {
      const { recordingId, reason } = decision;
      const recording = this.#recordings.get(recordingId);
      if (recording) this.#tell(recording, { outcome: 'none', recordingId, reason });
    } else if (decision.type === 'play') {
      this.#play(decision.recordingId, decision.delayMs);
    } else {
      await this.#room(decision.recordingIds);
    }
  }

  /** B5: the device that makes this recording plays a soft sound of its own, while its microphone is open. */
  #play(recordingId: string, delayMs: number): void {
    const { send, newSeed } = this.#options;
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined || recording.outcome !== null || recording.endedAt !== null) return;
    send(recording.tabId, 'play-sound', { recordingId, seed: newSeed(), delayMs });
  }

  /** The devices that made these recordings are in one room; those that had their answer stay where they are. */
  async #room(recordingIds: readonly string[]): Promise<void> {
    const { live, now } = this.#options;
    const members = recordingIds.flatMap((id) => this.#recordings.get(id) ?? []);
    const waiting = members.filter((member) => member.outcome === null);
    const plan = planRoom(await this.#meetingsOf(members), now());
    if (plan.type === 'ambiguous') {
      for (const member of waiting) {
        this.#tell(member, { outcome: 'none', recordingId: member.id, reason: 'ambiguous' });
      }
      return;
    }
    const joining = new Set(waiting.map((member) => member.tabId));
    if (plan.type === 'create' && joining.size < 2) {
      for (const member of waiting) this.#tellAlone(member);
      return;
    }
    const meetingId = plan.type === 'create' ? await live.open() : plan.meetingId;
    for (const tabId of await this.#tabsIn(plan.type === 'create' ? [] : plan.absorbed)) joining.add(tabId);
    const refusals = new Map<string, ErrorCode | null>();
    for (const tabId of joining) refusals.set(tabId, await live.join(tabId, meetingId));
    const others = new Set(members.map((member) => member.tabId)).size - 1;
    for (const member of waiting) {
      const error = refusals.get(member.tabId);
      if (error) this.#fail(member, error);
      else this.#tell(member, { outcome: 'found', recordingId: member.id, others });
    }
  }

  /** The tabs of meetings that end in favour of another. A tab that is closing or away is not brought along. */
  async #tabsIn(meetingIds: readonly string[]): Promise<string[]> {
    const { store, connected } = this.#options;
    const tabIds: string[] = [];
    for (const meetingId of meetingIds) {
      for (const participantId of await store.participants(meetingId)) {
        const tab = await store.tabOf(participantId);
        if (tab && connected(tab.tabId)) tabIds.push(tab.tabId);
      }
    }
    return tabIds;
  }

  async #meetingsOf(members: readonly Recording[]): Promise<MeetingInRoom[]> {
    const { store } = this.#options;
    const meetings = new Map<string, MeetingInRoom>();
    for (const member of members) {
      const place = (await store.getTab(member.tabId))?.place;
      const meeting = place ? await store.summary(place.meetingId) : null;
      if (meeting) meetings.set(meeting.id, meeting);
    }
    return [...meetings.values()];
  }

  /** A8: nobody that was heard with it is there any more. */
  #tellAlone(recording: Recording): void {
    this.#tell(recording, { outcome: 'none', recordingId: recording.id, reason: 'alone' });
  }

  #fail(recording: Recording, error: ErrorCode): void {
    this.#tell(recording, { outcome: 'failed', recordingId: recording.id, error });
  }

  /** Tells the page how its recording went, once, and takes no more sound of it (A3). */
  #tell(recording: Recording, result: RecordingResult): void {
    if (recording.outcome !== null) return;
    recording.outcome = result.outcome;
    this.#close(recording);
    this.#options.send(recording.tabId, 'recording-result', result);
  }
}
