import type { Content } from '../shared/content.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { MeetingChange } from '../shared/meeting-view.ts';

/**
 * How a participant's tab is connected.
 *
 * - `here`: a socket is open
 * - `away`: the line was lost; the tab may come back until it has been idle for too long (C6)
 * - `closing`: the page said `bye`; the tab is gone at `until` unless it comes back, as a reload does (C5)
 */
export type Presence = { state: 'here' } | { state: 'away' } | { state: 'closing'; until: number };

/** One tab in a meeting. */
export interface Participant {
  readonly id: string;
  /** null: shown as "Someone" (N1). */
  readonly name: string | null;
  readonly presence: Presence;
  /** The last sign of life, ms on the server's clock. */
  readonly heardAt: number;
}

/** A thing on the table; it lives at most as long as its owner is in the meeting (C4). */
export interface Item {
  readonly id: string;
  readonly ownerId: string;
  readonly content: Content;
  readonly addedAt: number;
}

/** A meeting. Participants are in the order of arrival, items oldest first. Never changed in place. */
export interface Meeting {
  readonly id: string;
  readonly createdAt: number;
  /** Grows by one with every change that people can see. */
  readonly revision: number;
  readonly participants: readonly Participant[];
  readonly items: readonly Item[];
  /** Ids of removed items with the time of removal, so that a repeated message cannot lay them back (C3). */
  readonly removed: ReadonlyMap<string, number>;
}

export type MeetingEvent =
  | { type: 'join'; participantId: string; name: string | null }
  | { type: 'leave'; participantId: string }
  | { type: 'rename'; participantId: string; name: string | null }
  | { type: 'item-add'; participantId: string; itemId: string; content: Content }
  | { type: 'item-remove'; participantId: string; itemId: string }
  | { type: 'line-lost'; participantId: string }
  | { type: 'line-back'; participantId: string }
  | { type: 'bye'; participantId: string }
  | { type: 'heartbeat'; participantId: string }
  | { type: 'tick' };

/** What the server has to do after an event. */
export type Effect =
  /** Tell everybody who is in the meeting after the event. */
  | { type: 'publish'; revision: number; change: MeetingChange }
  /** Give this participant the whole view. */
  | { type: 'welcome'; participantId: string }
  /** This participant is in the meeting no more. */
  | { type: 'dismiss'; participantId: string }
  /** The event was not carried out. */
  | { type: 'refuse'; error: ErrorCode }
  /** C8: nobody is left; nothing of the meeting may be kept. */
  | { type: 'end' };

/** The result of an event. An ended meeting is empty: no participants, no items. */
export interface Transition {
  readonly meeting: Meeting;
  readonly effects: readonly Effect[];
}

/**
 * An empty meeting.
 *
 * @param id random id
 * @param now ms on the server's clock
 */
export function createMeeting(id: string, now: number): Meeting {
  return { id, createdAt: now, revision: 0, participants: [], items: [], removed: new Map() };
}
