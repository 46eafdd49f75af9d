/** Of so many mails to the list, the last ones, so many may bounce; one more pauses the sending (W5). */
export const BOUNCES = { of: 50, most: 10 } as const;

/**
 * Every text that people agreed to when they signed up for news, by the day of its first use; the last holds. The texts
 * are those of the pages (`consent.` in `src/web/i18n/site-en.ts`), and none is ever changed or taken away: it says what
 * people on the list agreed to.
 */
export const WORDINGS = ['2026-11-26'] as const;
export type Wording = (typeof WORDINGS)[number];
export const WORDING: Wording = '2026-11-26';

export const isWording = (text: unknown): text is Wording => WORDINGS.some((wording) => wording === text);
