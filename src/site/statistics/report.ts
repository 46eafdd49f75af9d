import {
  type PublishedWeek,
  publishedWeekSchema,
  type StatisticsReport,
  WITHHELD_BELOW,
} from '../../shared/statistics.ts';
import type { CountRow, CountStore } from '../../storage/durable/count-store.ts';
import { type Group, mostOfADay, type SizeOf, sumOfDays, withhold } from './withhold.ts';

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
/** The first day of 1970 was a Thursday; weeks begin on Mondays. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** What was counted at the end of a week may be so long on its way, ms. */
const LATE_MS = 3_600_000;
/** Weeks that the public page looks back on. */
const PUBLIC_WEEKS = 26;

/** The beginning of the week of a time. */
const weekOf = (at: number) => Math.floor((at - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;

/**
 * W10: what is published of a week. Whole weeks alone, which have nothing in common with each other: of spans that
 * overlap one could be taken from the other, and what is left may be few.
 *
 * @param rows by the day
 */
function weekReport(week: number, rows: readonly CountRow[]): PublishedWeek {
  const groupsOf = (measure: string): Group[] => {
    const byValue = new Map<string, Map<number, number>>();
    for (const row of rows.filter((each) => each.measure === measure)) {
      const days = byValue.get(row.value) ?? new Map<number, number>();
      byValue.set(row.value, days.set(row.hour.getTime(), row.count));
    }
    return [...byValue].map(([value, days]) => ({ value, days }));
  };
  const total = (measure: string, sizeOf: SizeOf) => {
    const { shown, others } = withhold(groupsOf(measure), sizeOf);
    return shown.reduce((sum, { count }) => sum + count, others);
  };
  const visits = (measure: string) => withhold(groupsOf(measure), mostOfADay);
  const times = (measure: string) => withhold(groupsOf(measure), sumOfDays);
  return {
    ...{ from: week, until: week + WEEK_MS },
    ...{ visits: total('visit', mostOfADay), meetings: total('meeting', sumOfDays) },
    groups: {
      ...{ page: times('page'), referrer: visits('referrer'), browser: visits('browser') },
      ...{ device: visits('device'), match: times('match'), item: times('item') },
    },
  };
}

type PublishingStore = Pick<CountStore, 'days' | 'publish' | 'published'>;

/** W10: publishes weeks that are over. What was published once stays as it is, whatever is counted or erased later. */
export async function publicReport(store: PublishingStore, now: number): Promise<StatisticsReport> {
  const until = weekOf(now - LATE_MS);
  const from = until - PUBLIC_WEEKS * WEEK_MS;
  const span = { from: new Date(from), until: new Date(until) };
  const known = new Set((await store.published(span)).map(({ week }) => week.getTime()));
  for (let week = from; week < until; week += WEEK_MS) {
    if (known.has(week)) continue;
    const rows = await store.days(null, { from: new Date(week), until: new Date(week + WEEK_MS) });
    if (rows.length > 0) await store.publish({ week: new Date(week), report: weekReport(week, rows) });
  }
  const weeks = await store.published(span);
  return {
    withheldBelow: WITHHELD_BELOW,
    weeks: weeks.map(({ report }) => publishedWeekSchema.parse(report)),
  };
}
