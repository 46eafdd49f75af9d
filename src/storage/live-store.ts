import type { Effect, Item, Meeting, MeetingEvent } from '../meetings/meeting.ts';
import type { MeetingView } from '../shared/meeting-view.ts';

/** Where a tab is in a meeting. */
export interface Place {
  readonly meetingId: string;
  readonly participantId: string;
}

/** What the server knows of one tab. The tab's id is its secret and never leaves the server. */
export interface Tab {
  readonly tabId: string;
  /** N2: the voluntary name, or null. */
  readonly name: string | null;
  /** Where it is; null: in no meeting. */
  readonly place: Place | null;
  /** C7: its shelf, a meeting of its own that nobody else can enter; null: it never laid anything on it. */
  readonly shelf: Place | null;
  /** C7: what lies on the shelf stays there when a meeting begins. */
  readonly held: boolean;
  /** C5: its page said that it is closing, and has not come back. */
  readonly closing: boolean;
  /** The server to which its socket is open; null: to none. */
  readonly line: string | null;
  /** The page that was connected last: a tab that is reloaded has a new one. */
  readonly page: string;
}

/** What is to be known of a meeting before somebody enters it. */
export interface MeetingSummary extends Pick<Meeting, 'id' | 'createdAt' | 'locked' | 'barred'> {
  readonly size: number;
}

/** What a participant is in a meeting, and the meeting to them: all it takes to come back if both are lost. */
export interface Standing extends Pick<Meeting, 'id' | 'createdAt' | 'locked' | 'barred'> {
  readonly participantId: string;
  readonly reader: string;
}

/** Items a tab has somewhere, and when they go unless it is heard of. */
export interface Holding {
  readonly items: readonly Item[];
  readonly until: number;
}

/**
 * Where live state is kept. Nothing of it may ever touch a disk (C11).
 * Each call is atomic; calls on one meeting happen in the order they were made.
 */
export interface LiveStore {
  getTab(tabId: string): Promise<Tab | null>;
  /**
   * Makes of a tab what `change` says, in one step: nothing comes between what it is given and what it gives.
   *
   * @param change pure; is given null when there is no such tab, and gives null for there being none
   * @returns what it gave
   */
  updateTab(tabId: string, change: (tab: Tab | null) => Tab | null): Promise<Tab | null>;
  /** Ids of the tabs whose sockets are open to this server, as far as is known here. */
  tabsOn(serverId: string): Promise<readonly string[]>;
  /** The tab of a participant, or null when it is gone. */
  tabOf(participantId: string): Promise<Tab | null>;

  /** Opens an empty meeting; one that is there stays as it is. */
  createMeeting(meetingId: string, now: number): Promise<void>;
  /**
   * Carries an event out on a meeting and keeps the result; a meeting that ends is deleted in the same step (C8).
   *
   * @returns the effects; `refuse` with `not-in-meeting` when there is no such meeting
   */
  apply(meetingId: string, event: MeetingEvent, now: number): Promise<readonly Effect[]>;
  /** What a participant sees; null when either is not there. */
  view(meetingId: string, participantId: string): Promise<MeetingView | null>;
  /** Size, age and door of a meeting, or null. */
  summary(meetingId: string): Promise<MeetingSummary | null>;
  /** null when either is not there. */
  standing(place: Place): Promise<Standing | null>;
  /** Ids of the participants, in order of arrival; empty when there is no such meeting. */
  participants(meetingId: string): Promise<readonly string[]>;
  /** C10: the item, if this reader is in the meeting it lies in now; else null. */
  readable(itemId: string, reader: string): Promise<Item | null>;
  /** C2, B1: what a participant has laid down, by the deadline the meeting itself keeps. */
  holding(place: Place): Promise<Holding | null>;
  /** Meetings with a deadline at or before this time. */
  due(now: number): Promise<readonly string[]>;
  /** B3: the longest time for which somebody whose things are here was not heard of, ms; null: nobody has any. */
  longestSilence(now: number): Promise<number | null>;
}

/** See `LiveStore.standing`. */
export function standingOf(
  { id, createdAt, locked, barred, participants }: Meeting,
  participantId: string,
): Standing | null {
  const reader = participants.find((participant) => participant.id === participantId)?.reader;
  return reader === undefined ? null : { id, createdAt, locked, barred, participantId, reader };
}
