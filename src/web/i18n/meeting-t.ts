import { en } from './en.ts';
import { meetingEn } from './meeting-en.ts';
import { createTexts, type Texts } from './texts.ts';

/** A text of what the page fetches later, which may also use those of the page as it comes. */
export const t: Texts<typeof en & typeof meetingEn> = createTexts({ ...en, ...meetingEn });
