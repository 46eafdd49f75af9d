/**
 * The form of all that servers keep in Redis and say to each other by it. It is part of every name and channel, so
 * servers of unlike forms are two clusters on one Redis: neither reads, sweeps or misreads what is the other's, and
 * people come from one to the other with what their own pages have, as after a Redis that was emptied. To be raised
 * with every change that the version before would not understand; `test/contract/live-form.test.ts` notices.
 */
export const LIVE_FORM = 1;

/** The name of a key or a channel. */
export const liveName = (...parts: readonly string[]): string => ['zs', LIVE_FORM, ...parts].join(':');
