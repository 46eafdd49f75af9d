import type { MatcherDecision } from '../../matching/matcher.ts';
import { addressGroup } from '../../meetings/address-group.ts';
import { type MeetingInRoom, planRoom } from '../../meetings/room-plan.ts';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Held, RecordingResult } from '../../shared/protocol.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { MatchingThreads } from '../workers/matching-threads.ts';
import type { Clock } from './clock.ts';
import type { LiveService } from './live-service.ts';
import { QuestionService } from './question-service.ts';
import { type ForeignRecording, NOWHERE_ELSE, type RecordingsElsewhere } from './recordings-elsewhere.ts';
import type { SendToTab } from './tab-line.ts';

export interface ListeningServiceOptions {
  matching: Pick<MatchingThreads, 'start' | 'end' | 'forget' | 'onDecisions' | 'onCrash' | 'enforce'>;
  /** Brings a tab into a meeting, wherever it is connected. */
  join: LiveService['join'];
  live: Pick<LiveService, 'open'>;
  /** Recordings of other servers; there are none when left out. */
  elsewhere?: RecordingsElsewhere;
  store: LiveStore;
  now: Clock;
  newId: () => string;
  /** A new random seed of a soft sound, see MAX_SEED. */
  newSeed: () => number;
  send: SendToTab;
  /** B3: why no sound is taken at all just now, or null. */
  refusal: () => ErrorCode | null;
  /** W6: a recording has its result, so many ms after its start. */
  onResult: (result: RecordingResult, ms: number) => void;
  /** An error nobody expected. */
  onFault: (code: string, error: unknown) => void;
}

interface Recording {
  readonly id: string;
  readonly tabId: string;
  /** The address group it comes from. */
  readonly from: string;
  readonly startedAt: number;
  /** When its microphone closed, ms on the server's clock; null: still open. */
  endedAt: number | null;
  /** The result the page was told, if any; `asked`: it comes when the question is over. */
  outcome: RecordingResult['outcome'] | 'asked' | null;
}
/** One that a decision is about, heard here or by another server. */
type Member = Recording | ForeignRecording;

const isForeign = (member: Member): member is ForeignRecording => 'home' in member;
const isOwn = (member: Member): member is Recording => !isForeign(member);
const isWaiting = ({ outcome }: Recording) => outcome === null || outcome === 'asked';

/** The matcher speaks its last word on a recording within the time that chunks in flight count, and a little. ms. */
const KEPT_AFTER_END_MS = LIMITS.audioAfterEndMs + 2_500;

/** From recordings to meetings (A4): who is recording, and what a decision of the matcher means for them. */
export class ListeningService {
  readonly #options: ListeningServiceOptions;
  readonly #recordings = new Map<string, Recording>();
  readonly #elsewhere: RecordingsElsewhere;
  readonly #questions: QuestionService<Member>;
  #work: Promise<void> = Promise.resolve();

  constructor(options: ListeningServiceOptions) {
    this.#options = options;
    this.#elsewhere = options.elsewhere ?? NOWHERE_ELSE;
    this.#questions = new QuestionService<Member>({
      ...options,
      onJoin: (members) => this.#enqueue(() => this.#elsewhere.exclusively(() => this.#room(members))),
      onNoRoom: (recording) => this.#tellNone(recording, 'no-match'),
    });
    options.matching.onDecisions((decisions) => {
      for (const decision of decisions) this.#enqueue(() => this.#decide(decision));
    });
    options.matching.onCrash((_cause, recordingIds) => {
      for (const id of recordingIds) {
        const recording = this.#recordings.get(id);
        if (recording?.outcome === null) this.#fail(recording, 'internal'); // a question needs no sound
        this.#recordings.delete(id);
      }
    });
  }

  /** How many recordings are being heard or decided. */
  get size(): number {
    return this.#recordings.size;
  }

  /** A microphone opened. One recording a tab at a time. */
  start(
    tabId: string,
    { startedAt, canPlay, address }: { startedAt: number; canPlay: boolean; address: string },
  ): { recordingId: string } | { error: ErrorCode } {
    const { matching, newId, now } = this.#options;
    const own = [...this.#recordings.values()].filter((recording) => recording.tabId === tabId);
    if (own.some((recording) => recording.endedAt === null)) return { error: 'recording-running' };
    if (own.length >= ABUSE_LIMITS.recordingsPerTab) return { error: 'too-fast' };
    const from = addressGroup(address);
    const full = this.#fullFor(from);
    if (full !== null) return { error: full };
    const shut = this.#options.refusal();
    if (shut !== null) return { error: shut };
    if (startedAt > now() + LIMITS.chunkEarlinessMs) return { error: 'chunk-early' };
    if (startedAt < now() - LIMITS.listeningMs) return { error: 'chunk-late' };
    const recording: Recording = { id: newId(), tabId, from, startedAt, endedAt: null, outcome: null };
    const refused = matching.start({ id: recording.id, startedAt, canPlay });
    if (refused !== null) return { error: refused };
    this.#recordings.set(recording.id, recording);
    this.#elsewhere.begun(recording);
    this.withdraw(tabId);
    return { recordingId: recording.id };
  }

  /**
   * W12: whether there is a place for another recording. What one address may have shrinks with what is left, so that
   * it never takes the last: a room shares one, and alone it gets two thirds of all.
   */
  #fullFor(from: string): ErrorCode | null {
    const free = LIMITS.concurrentRecordings - this.#recordings.size;
    if (free <= 0) return 'server-busy';
    const own = [...this.#recordings.values()].filter((recording) => recording.from === from).length;
    return own < LIMITS.recordingsPerFreePlace * free ? null : 'address-busy';
  }

  /** Whether sound of this recording still counts; `over`: its result is known, and its page will stop. */
  stateOf(tabId: string, recordingId: string): 'open' | 'over' | 'unknown-recording' {
    const recording = this.#recordings.get(recordingId);
    if (recording?.tabId !== tabId) return 'unknown-recording';
    // The page stops when it hears of the result. What was on its way then still helps others into a found room.
    return recording.outcome === 'none' || recording.outcome === 'failed' ? 'over' : 'open';
  }

  /** The microphone closed. */
  end(tabId: string, recordingId: string): ErrorCode | null {
    const recording = this.#recordings.get(recordingId);
    if (recording?.tabId !== tabId) return 'unknown-recording';
    this.#close(recording);
    return null;
  }

  /** B1, A6: a person deletes a recording of theirs: its sound is erased at once, and nothing comes of it any more. */
  forget(tabId: string, recordingId: string): ErrorCode | null {
    const recording = this.#recordings.get(recordingId);
    if (recording?.tabId !== tabId) return 'unknown-recording';
    if (recording.outcome === 'asked') this.withdraw(tabId);
    recording.outcome ??= 'failed'; // whoever decides on it just now leaves it out
    this.#drop(recording);
    return null;
  }

  /** A8: a person says whether the room nearby is theirs. */
  async answer(tabId: string, questionId: string, yes: boolean): Promise<ErrorCode | null> {
    const error = this.#questions.answer(tabId, questionId, yes);
    return error === null ? null : this.#elsewhere.answer(tabId, questionId, yes);
  }

  /** The same for a question of this server, from a tab that is connected to another. */
  answerHere(tabId: string, questionId: string, yes: boolean): ErrorCode | null {
    return this.#questions.answer(tabId, questionId, yes);
  }

  /** The tab leaves its meeting: it is asked nothing any more. */
  withdraw(tabId: string): void {
    this.withdrawHere(tabId);
    this.#elsewhere.withdraw(tabId);
  }

  /** The same for questions of this server. */
  withdrawHere(tabId: string): void {
    this.#questions.withdraw(tabId);
  }

  /** Of these recordings, heard here, those that have no result yet. */
  waitingOf(recordingIds: readonly string[]): string[] {
    return recordingIds.filter((id) => {
      const recording = this.#recordings.get(id);
      return recording !== undefined && isWaiting(recording);
    });
  }

  /** Another server decided about a recording that is heard here. */
  settle(result: RecordingResult): void {
    const recording = this.#recordings.get(result.recordingId);
    if (recording !== undefined) this.#tell(recording, result);
  }

  /** Another server asks the person of a recording that is heard here. */
  markAsked(recordingId: string): void {
    const recording = this.#recordings.get(recordingId);
    if (recording?.outcome === null) this.#takeQuestion(recording);
  }

  /** The tab is gone, or its line is lost: its recordings go at once. */
  forgetTab(tabId: string): void {
    this.withdraw(tabId);
    for (const recording of this.#recordings.values()) {
      if (recording.tabId === tabId) this.#drop(recording);
    }
  }

  /** B1: the recordings of a tab that are here, and when they go at the latest. */
  held(tabId: string): Held['recordings'] {
    const now = this.#options.now();
    return [...this.#recordings.values()]
      .filter((recording) => recording.tabId === tabId)
      .map(({ id, startedAt, endedAt }) => ({
        recordingId: id,
        seconds: Math.max(0, Math.min(endedAt ?? now, now) - startedAt) / 1_000,
        until: (endedAt ?? startedAt + LIMITS.listeningMs + LIMITS.chunkLatenessMs) + KEPT_AFTER_END_MS,
      }));
  }

  #drop(recording: Recording): void {
    this.#options.matching.forget(recording.id);
    this.#recordings.delete(recording.id);
  }

  #close(recording: Recording): void {
    if (recording.endedAt !== null) return;
    recording.endedAt = this.#options.now();
    this.#options.matching.end(recording.id);
  }

  /** Ends what its page did not end in time (A3) and forgets what nothing can come of any more. Idempotent. */
  sweep(): void {
    const { now: clock, matching } = this.#options;
    const now = clock();
    matching.enforce(); // A6: here, where nothing waits for live state that may be away
    this.#questions.sweep();
    for (const recording of this.#recordings.values()) {
      const { startedAt, endedAt } = recording;
      if (startedAt + LIMITS.listeningMs + LIMITS.chunkLatenessMs < now) this.#close(recording);
      if (endedAt === null || endedAt + KEPT_AFTER_END_MS > now) continue;
      // Whoever was heard with it is gone, else it had its answer.
      if (recording.outcome === null) this.#tellNone(recording, 'alone');
      this.#drop(recording);
    }
  }

  /** One at a time: a room found while another is being opened must see the meeting that came of it. */
  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => this.#options.onFault('decision', error));
  }

  async #decide(decision: MatcherDecision): Promise<void> {
    if (decision.type === 'none') {
      const recording = this.#recordings.get(decision.recordingId);
      if (recording?.outcome === null) this.#tellNone(recording, decision.reason);
      return;
    }
    if (decision.type === 'play') return this.#play(decision.recordingId, decision.delayMs);
    const { find, exclusively } = this.#elsewhere;
    const members: Member[] = [];
    for (const id of decision.recordingIds) {
      const member = this.#recordings.get(id) ?? (await find(id));
      if (member !== null) members.push(member);
    }
    if (decision.type === 'ask') return this.#ask(members);
    const waiting = members.filter(isOwn).filter(isWaiting);
    await exclusively(() => this.#room(members));
    // Whoever has an answer is asked nothing any more.
    for (const { outcome, tabId } of waiting) {
      if (outcome !== null && outcome !== 'asked') this.withdraw(tabId);
    }
  }

  /** Asks the people of these recordings; who has tapped again meanwhile is not asked about the last time. */
  async #ask(members: readonly Member[]): Promise<void> {
    const { store } = this.#options;
    // All servers that hear one of them find the same; the first one's asks.
    if (members.length === 0) return;
    const first = members.reduce((least, member) => (member.id < least.id ? member : least));
    if (isForeign(first)) return;
    const meetings = new Map<string, string | null>();
    for (const { tabId } of members) {
      meetings.set(tabId, (await store.getTab(tabId))?.place?.meetingId ?? null);
    }
    const own = members.filter(isOwn);
    const foreign = await this.#elsewhere.waiting(members.filter(isForeign));
    const waiting = [
      ...own.filter((member) => member.outcome === null && this.#isLatest(member)),
      ...foreign,
    ];
    const asked = this.#questions.ask(waiting, meetings) ? waiting : [];
    for (const member of asked) {
      if (isForeign(member)) this.#elsewhere.asked(member);
      else this.#takeQuestion(member);
    }
    for (const member of own) if (member.outcome === null) this.#tellNone(member, 'no-match');
  }

  #takeQuestion(recording: Recording): void {
    recording.outcome = 'asked';
    this.#close(recording); // A3: its microphone has nothing more to tell
  }

  #isLatest({ id, tabId }: Recording): boolean {
    return [...this.#recordings.values()].findLast((recording) => recording.tabId === tabId)?.id === id;
  }

  /** B5: the device that makes this recording plays a soft sound of its own, while its microphone is open. */
  #play(recordingId: string, delayMs: number): void {
    const { send, newSeed } = this.#options;
    const recording = this.#recordings.get(recordingId);
    if (recording === undefined || recording.outcome !== null || recording.endedAt !== null) return;
    send(recording.tabId, 'play-sound', { recordingId, seed: newSeed(), delayMs });
  }

  /** The devices that made these recordings are in one room; those that had their answer stay where they are. */
  async #room(members: readonly Member[]): Promise<void> {
    const { live, join, now } = this.#options;
    const own = members.filter(isOwn);
    const waiting: Member[] = [
      ...own.filter(isWaiting),
      ...(await this.#elsewhere.waiting(members.filter(isForeign))),
    ];
    const plan = planRoom(await this.#meetingsOf(members), now());
    if (plan.type === 'ambiguous') {
      for (const member of waiting) this.#tellNone(member, 'ambiguous');
      return;
    }
    const joining = new Set(waiting.map((member) => member.tabId));
    if (plan.type === 'create' && joining.size < 2) {
      for (const member of waiting) this.#tellNone(member, 'alone'); // who was heard with it is gone
      return;
    }
    const meetingId = plan.type === 'create' ? await live.open() : plan.meetingId;
    for (const tabId of await this.#tabsIn(plan.type === 'create' ? [] : plan.absorbed)) joining.add(tabId);
    const refusals = new Map<string, ErrorCode | null>();
    for (const tabId of joining) refusals.set(tabId, await join(tabId, meetingId));
    const others = new Set(members.map((member) => member.tabId)).size - 1;
    for (const member of waiting) {
      const error = refusals.get(member.tabId);
      if (error === 'locked') this.#tell(member, { outcome: 'knocking', recordingId: member.id });
      else if (error) this.#fail(member, error);
      else this.#tell(member, { outcome: 'found', recordingId: member.id, others });
    }
  }

  /** The tabs of meetings that end in favour of another. A tab that is closing or away is not brought along. */
  async #tabsIn(meetingIds: readonly string[]): Promise<string[]> {
    const { store } = this.#options;
    const tabIds: string[] = [];
    for (const meetingId of meetingIds) {
      for (const participantId of await store.participants(meetingId)) {
        const tab = await store.tabOf(participantId);
        if (tab && tab.line !== null) tabIds.push(tab.tabId);
      }
    }
    return tabIds;
  }

  async #meetingsOf(members: readonly Member[]): Promise<MeetingInRoom[]> {
    const { store } = this.#options;
    const meetings = new Map<string, MeetingInRoom>();
    for (const member of members) {
      const place = (await store.getTab(member.tabId))?.place;
      const meeting = place ? await store.summary(place.meetingId) : null;
      if (meeting) meetings.set(meeting.id, meeting);
    }
    return [...meetings.values()];
  }

  /** A8 */
  #tellNone(recording: Member, reason: NoRoomReason): void {
    this.#tell(recording, { outcome: 'none', recordingId: recording.id, reason });
  }

  #fail(recording: Member, error: ErrorCode): void {
    this.#tell(recording, { outcome: 'failed', recordingId: recording.id, error });
  }

  /** Tells the page how its recording went, once, and takes no more sound of it (A3). */
  #tell(recording: Member, result: RecordingResult): void {
    if (isForeign(recording)) {
      this.#elsewhere.tell(recording, result);
      return;
    }
    if (!isWaiting(recording)) return;
    recording.outcome = result.outcome;
    this.#close(recording);
    this.#options.send(recording.tabId, 'recording-result', result);
    this.#options.onResult(result, this.#options.now() - recording.startedAt);
  }
}
