import { en } from './en.ts';
import { retentionEn } from './retention-en.ts';
import { createTexts, type Texts } from './texts.ts';

/** A text of the page of the retention gauge. */
export const t: Texts<typeof en & typeof retentionEn> = createTexts({ ...en, ...retentionEn });
