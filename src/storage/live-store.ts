import type { Effect, Meeting, MeetingEvent } from '../meetings/meeting.ts';
import type { MeetingView } from '../shared/meeting-view.ts';

/** What the server knows of one tab. The tab's id is its secret and never leaves the server. */
export interface Tab {
  readonly tabId: string;
  /** N2: the voluntary name, or null. */
  readonly name: string | null;
  /** Where it is; null: in no meeting. */
  readonly place: { readonly meetingId: string; readonly participantId: string } | null;
}

/**
 * Where live state is kept. Nothing of it may ever touch a disk (C11).
 * Each call is atomic; calls on one meeting happen in the order they were made.
 */
export interface LiveStore {
  getTab(tabId: string): Promise<Tab | null>;
  putTab(tab: Tab): Promise<void>;
  /** Deleting what is not there is well. */
  deleteTab(tabId: string): Promise<void>;
  /** The tab of a participant, or null when it is gone. */
  tabOf(participantId: string): Promise<Tab | null>;

  /** Opens an empty meeting. */
  createMeeting(meetingId: string, now: number): Promise<void>;
  /**
   * Carries an event out on a meeting and keeps the result; a meeting that ends is deleted in the same step (C8).
   *
   * @returns the effects; `refuse` with `not-in-meeting` when there is no such meeting
   */
  apply(meetingId: string, event: MeetingEvent, now: number): Promise<readonly Effect[]>;
  /** What a participant sees; null when either is not there. */
  view(meetingId: string, participantId: string): Promise<MeetingView | null>;
  /** Size and age of a meeting, or null. */
  summary(meetingId: string): Promise<(Pick<Meeting, 'id' | 'createdAt'> & { size: number }) | null>;
  /** Ids of the participants, in order of arrival; empty when there is no such meeting. */
  participants(meetingId: string): Promise<readonly string[]>;
  /** Meetings with a deadline at or before this time. */
  due(now: number): Promise<readonly string[]>;
}
