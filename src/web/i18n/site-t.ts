import { siteEn } from './site-en.ts';
import { createTexts, type Texts } from './texts.ts';

export type SiteTextKey = keyof typeof siteEn;

/** A text of the website's pages. */
export const siteT: Texts<typeof siteEn> = createTexts(siteEn);
