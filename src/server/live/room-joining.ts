import { type MeetingInRoom, planRoom } from '../../meetings/room-plan.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { RecordingResult } from '../../shared/protocol.ts';
import type { NoRoomReason } from '../../shared/reasons.ts';
import type { LiveStore } from '../../storage/live-store.ts';
import type { Clock } from './clock.ts';
import { isForeign, isOwn, isWaiting, type Member } from './heard-recording.ts';
import type { LiveService } from './live-service.ts';
import { NotNow, type RecordingsElsewhere, type Turn } from './recordings-elsewhere.ts';

export interface RoomJoiningOptions {
  /** Brings a tab into a meeting, wherever it is connected. */
  join: LiveService['join'];
  live: Pick<LiveService, 'open'>;
  elsewhere: RecordingsElsewhere;
  store: LiveStore;
  now: Clock;
  /** Tells the page of a recording its result, unless it has one. */
  tell: (member: Member, result: RecordingResult) => void;
}

/** What becomes of devices that were heard in one room: the meeting they land in (A4). */
export class RoomJoining {
  readonly #options: RoomJoiningOptions;

  constructor(options: RoomJoiningOptions) {
    this.#options = options;
  }

  /**
   * The devices that made these recordings are in one room; those that had their answer stay where they are. It may be
   * tried again: whoever is there already stays there.
   *
   * @param isLast what could not be done now is given up
   * @throws NotNow
   */
  async room(members: readonly Member[], turn: Turn, isLast: boolean): Promise<void> {
    const { live, now, elsewhere } = this.#options;
    const { waiting: foreign, silent } = await elsewhere.waiting(members.filter(isForeign));
    const waiting: Member[] = [...members.filter(isOwn).filter(isWaiting), ...foreign];
    // Another server did all of it.
    if (waiting.length === 0) return;
    const plan = planRoom(await this.#meetingsOf(members), now());
    if (plan.type === 'ambiguous') {
      for (const member of waiting) this.#tellNone(member, 'ambiguous');
      return;
    }
    const joining = new Set(waiting.map((member) => member.tabId));
    if (plan.type === 'create' && joining.size < 2) {
      // A server that answers in a moment is not gone, and neither are its people.
      if (silent.length > 0 && !isLast) throw new NotNow('a server is silent');
      for (const member of waiting) this.#tellNone(member, 'alone'); // who was heard with it is gone
      return;
    }
    await turn.check();
    const meetingId = plan.type === 'create' ? await live.open() : plan.meetingId;
    for (const tabId of await this.#tabsIn(plan.type === 'create' ? [] : plan.absorbed)) joining.add(tabId);
    const refusals = await this.#joinAll(joining, meetingId, turn);
    const isUnclear = waiting.some(({ tabId }) => refusals.get(tabId) === 'internal');
    if (isUnclear && !isLast) throw new NotNow('a server did not say whether somebody joined');
    const others = new Set(members.map((member) => member.tabId)).size - 1;
    for (const member of waiting) this.#tellJoined(member, refusals.get(member.tabId) ?? null, others);
  }

  async #joinAll(tabIds: Iterable<string>, meetingId: string, turn: Turn) {
    const refusals = new Map<string, ErrorCode | null>();
    for (const tabId of tabIds) {
      await turn.check();
      refusals.set(tabId, await this.#options.join(tabId, meetingId));
    }
    return refusals;
  }

  #tellJoined(member: Member, error: ErrorCode | null, others: number): void {
    const { tell } = this.#options;
    const recordingId = member.id;
    if (error === null) tell(member, { outcome: 'found', recordingId, others });
    else if (error === 'locked') tell(member, { outcome: 'knocking', recordingId });
    else tell(member, { outcome: 'failed', recordingId, error });
  }

  #tellNone(member: Member, reason: NoRoomReason): void {
    this.#options.tell(member, { outcome: 'none', recordingId: member.id, reason });
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
}
