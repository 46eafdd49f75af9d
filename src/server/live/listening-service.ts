import { addressGroup } from '../../meetings/address-group.ts';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Held, RecordingResult } from '../../shared/protocol.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';
import {
  fullFor,
  type HeardRecording,
  heldOf,
  isForeign,
  isWaiting,
  KEPT_AFTER_END_MS,
  type Member,
} from './heard-recording.ts';
import { LastWords } from './last-words.ts';
import type { ListeningServiceOptions } from './listening-options.ts';
import { QuestionService } from './question-service.ts';
import { RecordingDecisions } from './recording-decisions.ts';
import { NOWHERE_ELSE, type RecordingsElsewhere } from './recordings-elsewhere.ts';

/** From recordings to meetings (A4): who is recording, and what a decision of the matcher means for them. */
export class ListeningService {
  readonly #options: ListeningServiceOptions;
  readonly #recordings = new Map<string, HeardRecording>();
  readonly #elsewhere: RecordingsElsewhere;
  readonly #questions: QuestionService<Member>;
  readonly #decisions: RecordingDecisions;
  readonly #lastWords: LastWords;

  constructor(options: ListeningServiceOptions) {
    this.#options = options;
    this.#lastWords = new LastWords({
      ...options,
      tell: (recording, result) => this.#tell(recording, result),
    });
    this.#elsewhere = options.elsewhere ?? NOWHERE_ELSE;
    this.#questions = new QuestionService<Member>({
      ...options,
      onJoin: (members) => this.#decisions.join(members),
      onNoRoom: (recording) => this.#tellNone(recording, 'no-match'),
    });
    this.#decisions = new RecordingDecisions({
      ...{ ...options, elsewhere: this.#elsewhere, questions: this.#questions },
      tell: (member, result) => this.#tell(member, result),
      recordings: {
        get: (id) => this.#recordings.get(id),
        isLatest: (recording) => this.#isLatest(recording),
        takeQuestion: (recording) => this.#takeQuestion(recording),
        withdraw: (tabId) => this.withdraw(tabId),
        claim: (recordings) => this.#lastWords.claim(recordings),
        foundNone: (recording, reason) => this.#lastWords.none(recording, reason),
      },
    });
    options.matching.onDecisions((decisions) => this.#decisions.take(decisions));
    options.matching.onCrash((_cause, recordingIds) => {
      for (const id of recordingIds) {
        const recording = this.#recordings.get(id);
        // A question needs no sound, and neither does whoever decides already.
        if (recording === undefined || this.#lastWords.isClaimed(recording)) continue;
        if (recording.outcome === null) this.#fail(recording, 'internal');
        this.#drop(recording);
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
    const full = fullFor(from, [...this.#recordings.values()]);
    if (full !== null) return { error: full };
    const shut = this.#options.refusal();
    if (shut !== null) return { error: shut };
    if (startedAt > now() + LIMITS.chunkEarlinessMs) return { error: 'chunk-early' };
    if (startedAt < now() - LIMITS.listeningMs) return { error: 'chunk-late' };
    const recording: HeardRecording = {
      id: newId(),
      tabId,
      from,
      startedAt,
      endedAt: null,
      outcome: null,
    };
    const refused = matching.start({ id: recording.id, startedAt, canPlay });
    if (refused !== null) return { error: refused };
    this.#recordings.set(recording.id, recording);
    this.#elsewhere.begun(recording);
    this.withdraw(tabId);
    return { recordingId: recording.id };
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

  /** Of these recordings, heard here, those that have no result yet; they are the asking server's to decide about. */
  async waitingOf(recordingIds: readonly string[]): Promise<string[]> {
    const those = recordingIds.flatMap((id) => this.#recordings.get(id) ?? []);
    await this.#lastWords.claim(those.filter(isWaiting));
    return those.filter((one) => isWaiting(one) && this.#recordings.has(one.id)).map(({ id }) => id);
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
    const own = [...this.#recordings.values()].filter((recording) => recording.tabId === tabId);
    return heldOf(own, this.#options.now());
  }

  #drop(recording: HeardRecording): void {
    this.#options.matching.forget(recording.id);
    this.#recordings.delete(recording.id);
    this.#lastWords.forget(recording);
    this.#elsewhere.over(recording.id);
  }

  #close(recording: HeardRecording): void {
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
      if (recording.outcome === null && !this.#lastWords.look(recording)) continue;
      if (endedAt === null || endedAt + KEPT_AFTER_END_MS > now) continue;
      // Whoever was heard with it is gone, else it had its answer.
      if (recording.outcome === null) this.#tellNone(recording, 'alone');
      this.#drop(recording);
    }
  }

  #takeQuestion(recording: HeardRecording): void {
    recording.outcome = 'asked';
    this.#close(recording); // A3: its microphone has nothing more to tell
  }

  #isLatest({ id, tabId }: HeardRecording): boolean {
    return [...this.#recordings.values()].findLast((recording) => recording.tabId === tabId)?.id === id;
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
