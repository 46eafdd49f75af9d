import type { MatcherDecision } from '../../matching/matcher.ts';
import type { RecordingResult } from '../../shared/protocol.ts';
import { type HeardRecording, isForeign, isOwn, isWaiting, type Member } from './heard-recording.ts';
import type { QuestionService } from './question-service.ts';
import { RoomJoining, type RoomJoiningOptions } from './room-joining.ts';
import type { SendToTab } from './tab-line.ts';

/** The recordings that this server hears. */
export interface HeardRecordings {
  get(id: string): HeardRecording | undefined;
  /** No later one of the same tab is there. */
  isLatest(recording: HeardRecording): boolean;
  /** A8: its person is asked. */
  takeQuestion(recording: HeardRecording): void;
  /** This tab is asked nothing any more, whoever asked. */
  withdraw(tabId: string): void;
}

export interface RecordingDecisionsOptions extends RoomJoiningOptions {
  recordings: HeardRecordings;
  questions: Pick<QuestionService<Member>, 'ask'>;
  /** A new random seed of a soft sound, see MAX_SEED. */
  newSeed: () => number;
  send: SendToTab;
  onFault: (code: string, error: unknown) => void;
}

/** Carries out what the matcher decides. */
export class RecordingDecisions {
  readonly #options: RecordingDecisionsOptions;
  readonly #joining: RoomJoining;
  #work: Promise<void> = Promise.resolve();

  constructor(options: RecordingDecisionsOptions) {
    this.#options = options;
    this.#joining = new RoomJoining(options);
  }

  take(decisions: readonly MatcherDecision[]): void {
    for (const decision of decisions) this.#enqueue(() => this.#decide(decision));
  }

  /** All of these said yes. */
  join(members: readonly Member[]): void {
    this.#enqueue(() => this.#room(members));
  }

  /** One at a time: a room found while another is being opened must see the meeting that came of it. */
  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => this.#options.onFault('decision', error));
  }

  async #decide(decision: MatcherDecision): Promise<void> {
    const { recordings, elsewhere } = this.#options;
    if (decision.type === 'none') {
      const recording = recordings.get(decision.recordingId);
      if (recording?.outcome === null) this.#tellNone(recording, decision.reason);
      return;
    }
    if (decision.type === 'play') return this.#play(decision.recordingId, decision.delayMs);
    const members: Member[] = [];
    for (const id of decision.recordingIds) {
      const member = recordings.get(id) ?? (await elsewhere.find(id));
      if (member !== null) members.push(member);
    }
    if (decision.type === 'ask') return this.#ask(members);
    const waiting = members.filter(isOwn).filter(isWaiting);
    await this.#room(members);
    // Whoever has an answer is asked nothing any more.
    for (const { outcome, tabId } of waiting) {
      if (outcome !== null && outcome !== 'asked') recordings.withdraw(tabId);
    }
  }

  #room(members: readonly Member[]): Promise<void> {
    return this.#options.elsewhere.exclusively(() => this.#joining.room(members));
  }

  /** Asks the people of these recordings; who has tapped again meanwhile is not asked about the last time. */
  async #ask(members: readonly Member[]): Promise<void> {
    const { store, recordings, elsewhere, questions } = this.#options;
    // All servers that hear one of them find the same; the first one's asks.
    if (members.length === 0) return;
    const first = members.reduce((least, member) => (member.id < least.id ? member : least));
    if (isForeign(first)) return;
    const meetings = new Map<string, string | null>();
    for (const { tabId } of members) {
      meetings.set(tabId, (await store.getTab(tabId))?.place?.meetingId ?? null);
    }
    const own = members.filter(isOwn);
    const foreign = await elsewhere.waiting(members.filter(isForeign));
    const waiting = [
      ...own.filter((member) => member.outcome === null && recordings.isLatest(member)),
      ...foreign,
    ];
    const asked = questions.ask(waiting, meetings) ? waiting : [];
    for (const member of asked) {
      if (isForeign(member)) elsewhere.asked(member);
      else recordings.takeQuestion(member);
    }
    for (const member of own) if (member.outcome === null) this.#tellNone(member, 'no-match');
  }

  /** B5: the device that makes this recording plays a soft sound of its own, while its microphone is open. */
  #play(recordingId: string, delayMs: number): void {
    const { send, newSeed, recordings } = this.#options;
    const recording = recordings.get(recordingId);
    if (recording === undefined || recording.outcome !== null || recording.endedAt !== null) return;
    send(recording.tabId, 'play-sound', { recordingId, seed: newSeed(), delayMs });
  }

  /** A8 */
  #tellNone(recording: Member, reason: Extract<RecordingResult, { outcome: 'none' }>['reason']): void {
    this.#options.tell(recording, { outcome: 'none', recordingId: recording.id, reason });
  }
}
