import * as z from 'zod/mini';

/** W10: a group of fewer is not shown. */
export const WITHHELD_BELOW = 5;
/** W10: of one measure so many groups are shown at most. */
export const MOST_GROUPS = 50;

const count = z.number().check(z.gte(WITHHELD_BELOW));
/** 0: none, or too few. */
const total = z.union([z.literal(0), count]);
const groups = z.object({
  shown: z.array(z.object({ value: z.string(), count })).check(z.maxLength(MOST_GROUPS)),
  /** All groups that are not shown, together. */
  others: total,
});

/** W10: a week (Monday to Sunday, UTC) as it is published, once and for ever. */
export const publishedWeekSchema = z.object({
  from: z.number(),
  until: z.number(),
  visits: total,
  meetings: total,
  groups: z.object({
    ...{ page: groups, referrer: groups, browser: groups, device: groups, match: groups, item: groups },
  }),
});

/** W10: the text of `/statistics.json`. */
export const statisticsReportSchema = z.object({
  withheldBelow: z.literal(WITHHELD_BELOW),
  /** The last one first. */
  weeks: z.array(publishedWeekSchema),
});

export type PublishedWeek = z.infer<typeof publishedWeekSchema>;
export type StatisticsReport = z.infer<typeof statisticsReportSchema>;
export type StatisticsGroups = z.infer<typeof groups>;
