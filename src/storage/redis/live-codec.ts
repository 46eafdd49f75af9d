import type { Meeting } from '../../meetings/meeting.ts';
import type { Tab } from '../live-store.ts';

export const encodeTab = (tab: Tab): string => JSON.stringify(tab);

export const decodeTab = (text: string): Tab => JSON.parse(text);

export function encodeMeeting(meeting: Meeting): string {
  const { removed, barred } = meeting;
  return JSON.stringify({ ...meeting, removed: [...removed], barred: [...barred] });
}

export function decodeMeeting(text: string): Meeting {
  const meeting = JSON.parse(text);
  return { ...meeting, removed: new Map(meeting.removed), barred: new Set(meeting.barred) };
}
