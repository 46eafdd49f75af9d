import type { ItemKind } from '../shared/content.ts';
import type { ErrorCode } from '../shared/errors.ts';
import type { FileView, Knock, MeetingChange, Presented } from '../shared/meeting-view.ts';

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
  /** C10: with this the participant reads files; nobody else knows it. */
  readonly reader: string;
  /** B7: the same for every time this tab comes, and nothing else can be told from it. */
  readonly visitor: string;
}

/** What an item is: what it says, sealed, and of a file what is known of its bytes. */
export interface Content {
  readonly kind: ItemKind;
  /** Base64url, see SEALING. */
  readonly sealed: string;
  /** null: the text is all there is. */
  readonly file: FileView | null;
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
  /** What somebody shows to all; its item and its presenter are in the meeting. */
  readonly presented: Presented | null;
  /** B7: whoever comes later has to knock. */
  readonly locked: boolean;
  /** People at the door, in the order of arrival. */
  readonly knocks: readonly Knock[];
  /** B7: visitors who were sent out; they have to knock, too. */
  readonly barred: ReadonlySet<string>;
  /** Whether two were ever in it at a time. */
  readonly hadCompany: boolean;
}

/** How somebody comes in. */
export interface Joining {
  readonly participantId: string;
  readonly name: string | null;
  readonly reader: string;
  readonly visitor: string;
  /** B7: somebody in the meeting let this person in. */
  readonly admitted: boolean;
}

/** How somebody comes back into a meeting that was lost. */
export interface ComingBack extends Omit<Joining, 'admitted'> {
  /** `createdAt` of the meeting they were in; one that has the same was not lost. */
  readonly openedAt: number;
  /** B7: whether it was locked. */
  readonly locked: boolean;
  /** B7: visitors who had been sent out. */
  readonly barred: readonly string[];
}

export type MeetingEvent =
  | ({ type: 'join' } & Joining)
  | ({ type: 'come-back' } & ComingBack)
  /** `keep`: the person goes to another table and takes along what they laid down; nothing is erased. */
  | { type: 'leave'; participantId: string; keep?: boolean }
  | { type: 'rename'; participantId: string; name: string | null }
  | { type: 'item-add'; participantId: string; itemId: string; content: Content }
  /** `keep`: it goes to another table. */
  | { type: 'item-remove'; participantId: string; itemId: string; keep?: boolean }
  /** null: nothing is shown any more. */
  | { type: 'present'; participantId: string; itemId: string | null; page: number }
  | { type: 'lock'; participantId: string; on: boolean }
  | { type: 'knock'; knockId: string; name: string | null }
  | { type: 'knock-end'; knockId: string }
  | { type: 'knock-answer'; participantId: string; knockId: string; yes: boolean }
  | { type: 'remove'; participantId: string; removedId: string }
  | { type: 'line-lost'; participantId: string }
  | { type: 'line-back'; participantId: string }
  | { type: 'bye'; participantId: string }
  | { type: 'heartbeat'; participantId: string }
  | { type: 'tick' };

/** What the server has to do after an event. */
export type Effect =
  /** Tell everybody who is in the meeting after the event. */
  | { type: 'publish'; revision: number; change: MeetingChange }
  /** Give this participant the whole view; `restored`: their things are not in it, the page lays them back. */
  | { type: 'welcome'; participantId: string; restored?: boolean }
  /** This participant is in the meeting no more; `removed`: somebody sent them out. */
  | { type: 'dismiss'; participantId: string; removed: boolean }
  /** C3, C4, C8: these items are gone; nothing of them may be kept. */
  | { type: 'erase'; participantId: string; itemIds: readonly string[] }
  /** B7: the knock is answered, or nobody answered it in time. */
  | { type: 'knock-over'; knockId: string; admitted: boolean }
  /** For the first time two are in it. */
  | { type: 'company' }
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
  return {
    ...{ id, createdAt: now, revision: 0, participants: [], items: [], removed: new Map() },
    ...{ presented: null, locked: false, knocks: [], barred: new Set(), hadCompany: false },
  };
}
