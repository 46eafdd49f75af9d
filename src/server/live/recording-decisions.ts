import type { MatcherDecision } from '../../matching/matcher.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';
import { isRedisAway } from '../../storage/redis/redis-away.ts';
import { type HeardRecording, isForeign, isOwn, isWaiting, type Member } from './heard-recording.ts';
import type { QuestionService } from './question-service.ts';
import { NotNow } from './recordings-elsewhere.ts';
import { RoomJoining, type RoomJoiningOptions } from './room-joining.ts';
import type { SendToTab } from './tab-line.ts';

/** The recordings that this server hears. */
export interface HeardRecordings {
  get(id: string): HeardRecording | undefined;
  /** No later one of the same tab is there. */
  isLatest(recording: HeardRecording): boolean;
  /** A8: its person is asked. */
  takeQuestion(recording: HeardRecording): void;
  /** Nobody else says a last word on them for some seconds. */
  claim(recordings: readonly HeardRecording[]): Promise<void>;
  /** The comparison found nobody. */
  foundNone(recording: HeardRecording, reason: NoRoomReason): void;
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

/** What fails since something is away is tried again for so long, ms; people are told while they still wait. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 250;

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
    for (const decision of decisions) {
      if (decision.type === 'room') this.#persist((isLast) => this.#found(decision.recordingIds, isLast));
      else this.#enqueue(() => this.#decide(decision));
    }
  }

  /** All of these said yes. */
  join(members: readonly Member[]): void {
    this.#persist((isLast) => this.#room(members, isLast));
  }

  /** One at a time: a room found while another is being opened must see the meeting that came of it. */
  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => this.#options.onFault('decision', error));
  }

  /** What fails since Redis or a server is away is tried again; other rooms do not wait for it. */
  #persist(work: (isLast: boolean) => Promise<void>): void {
    const { now } = this.#options;
    const until = now() + PATIENCE_MS;
    const attempt = () =>
      this.#enqueue(async () => {
        const isLast = now() >= until;
        try {
          await work(isLast);
        } catch (error) {
          if (isLast || !(error instanceof NotNow || isRedisAway(error))) throw error;
          setTimeout(attempt, RETRY_MS).unref();
        }
      });
    attempt();
  }

  async #decide(decision: Exclude<MatcherDecision, { type: 'room' }>): Promise<void> {
    const { recordings } = this.#options;
    if (decision.type === 'ask') return this.#ask(await this.#membersOf(decision.recordingIds, true));
    if (decision.type === 'play') return this.#play(decision.recordingId, decision.delayMs);
    const recording = recordings.get(decision.recordingId);
    if (recording?.outcome === null) recordings.foundNone(recording, decision.reason);
  }

  async #membersOf(recordingIds: readonly string[], isLast: boolean): Promise<Member[]> {
    const { recordings, elsewhere } = this.#options;
    const members: Member[] = [];
    for (const id of recordingIds) {
      const member = recordings.get(id) ?? (await elsewhere.find(id));
      if (member === 'unknown' && !isLast) throw new NotNow('it is not known yet whose recording that is');
      if (member !== null && member !== 'unknown') members.push(member);
    }
    return members;
  }

  /** The matcher heard these in one room. */
  async #found(recordingIds: readonly string[], isLast: boolean): Promise<void> {
    const { recordings } = this.#options;
    const members = await this.#membersOf(recordingIds, isLast);
    const waiting = members.filter(isOwn).filter(isWaiting);
    await this.#room(members, isLast);
    // Whoever has an answer is asked nothing any more.
    for (const { outcome, tabId } of waiting) {
      if (outcome !== null && outcome !== 'asked') recordings.withdraw(tabId);
    }
  }

  async #room(members: readonly Member[], isLast: boolean): Promise<void> {
    await this.#options.recordings.claim(members.filter(isOwn).filter(isWaiting));
    await this.#options.elsewhere.exclusively((turn) => this.#joining.room(members, turn, isLast));
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
    const { waiting: foreign } = await elsewhere.waiting(members.filter(isForeign));
    const waiting = [
      ...own.filter((member) => member.outcome === null && recordings.isLatest(member)),
      ...foreign,
    ];
    const asked = questions.ask(waiting, meetings) ? waiting : [];
    for (const member of asked) {
      if (isForeign(member)) elsewhere.asked(member);
      else recordings.takeQuestion(member);
    }
    for (const member of own) if (member.outcome === null) recordings.foundNone(member, 'no-match');
  }

  /** B5: the device that makes this recording plays a soft sound of its own, while its microphone is open. */
  #play(recordingId: string, delayMs: number): void {
    const { send, newSeed, recordings } = this.#options;
    const recording = recordings.get(recordingId);
    if (recording === undefined || recording.outcome !== null || recording.endedAt !== null) return;
    send(recording.tabId, 'play-sound', { recordingId, seed: newSeed(), delayMs });
  }
}
