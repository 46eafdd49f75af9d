import type { Item, Meeting } from '../meetings/meeting.ts';
import { endOf } from '../meetings/transition.ts';
import type { Holding, MeetingSummary, Place, Tab } from './live-store.ts';

/** Where a tab is: at a table, with a shelf, or both. */
export const placesOf = (tab: Tab | null | undefined): Place[] =>
  [tab?.place, tab?.shelf].filter((place): place is Place => place !== null && place !== undefined);

export function summaryOf({ id, createdAt, locked, barred, participants }: Meeting): MeetingSummary {
  return { id, createdAt, locked, barred, size: participants.length };
}

/** See `LiveStore.readable`. */
export function readableIn(meeting: Meeting, itemId: string, reader: string): Item | null {
  if (!meeting.participants.some((participant) => participant.reader === reader)) return null; // C10
  return meeting.items.find(({ id }) => id === itemId) ?? null;
}

/** See `LiveStore.holding`. */
export function holdingOf(meeting: Meeting, participantId: string): Holding | null {
  const participant = meeting.participants.find(({ id }) => id === participantId);
  if (participant === undefined) return null;
  const items = meeting.items.filter(({ ownerId }) => ownerId === participantId);
  return { items, until: endOf(participant) };
}

/** When the most silent of those who have something on the table was last heard of; null: nobody has anything. */
export function mostSilent({ participants, items }: Meeting): number | null {
  const owners = new Set(items.map(({ ownerId }) => ownerId));
  const heard = participants.filter(({ id }) => owners.has(id)).map(({ heardAt }) => heardAt);
  return heard.length === 0 ? null : Math.min(...heard);
}
