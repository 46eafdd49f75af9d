/** Of so many mails to the list, the last ones, so many may bounce; one more pauses the sending (W5). */
export const BOUNCES = { of: 50, most: 10 } as const;
