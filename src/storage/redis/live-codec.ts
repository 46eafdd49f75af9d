import type { Meeting } from '../../meetings/meeting.ts';
import type { Tab } from '../live-store.ts';

/** Written with every value. A server that knows another form refuses it rather than misread it. */
const FORM = 1;

/** Neither of this project's making nor of a form that this server knows. */
class UnknownForm extends Error {
  constructor() {
    super('Live state in Redis was written by another version; empty it, or use another Redis.');
  }
}

export function encodeTab(tab: Tab): string {
  return JSON.stringify({ form: FORM, tab });
}

/** @throws UnknownForm */
export function decodeTab(text: string): Tab {
  const { form, tab } = JSON.parse(text);
  if (form !== FORM) throw new UnknownForm();
  return tab;
}

export function encodeMeeting(meeting: Meeting): string {
  const { removed, barred } = meeting;
  return JSON.stringify({ form: FORM, meeting: { ...meeting, removed: [...removed], barred: [...barred] } });
}

/** @throws UnknownForm */
export function decodeMeeting(text: string): Meeting {
  const { form, meeting } = JSON.parse(text);
  if (form !== FORM) throw new UnknownForm();
  return { ...meeting, removed: new Map(meeting.removed), barred: new Set(meeting.barred) };
}
