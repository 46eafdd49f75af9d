import * as z from 'zod/mini';

/** W10: a group of fewer is not shown. */
export const WITHHELD_BELOW = 5;

const count = z.number().check(z.gte(WITHHELD_BELOW));
const groups = z.object({
  shown: z.array(z.object({ value: z.string(), count })),
  /** All groups that are not shown, together; 0: there are none, or they are too few. */
  others: z.union([z.literal(0), count]),
});
const days = z.extend(groups, {
  /** 0: none, or too few. */
  total: z.union([z.literal(0), count]),
});

/** W10: the text of `/statistics.json`: whole days (UTC). */
export const statisticsReportSchema = z.object({
  from: z.number(),
  until: z.number(),
  withheldBelow: z.literal(WITHHELD_BELOW),
  /** Per day, `value` is such as 2026-11-26. */
  visits: days,
  meetings: days,
  groups: z.object({
    ...{ page: groups, referrer: groups, browser: groups, device: groups, match: groups, item: groups },
  }),
});

export type StatisticsReport = z.infer<typeof statisticsReportSchema>;
export type StatisticsGroups = z.infer<typeof groups>;
