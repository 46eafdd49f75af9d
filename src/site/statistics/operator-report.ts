import { stringify } from 'csv-stringify/sync';
import type { CountStore } from '../../storage/durable/count-store.ts';

const DAY_MS = 24 * 3_600_000;

/** Days that the operator's page and file look back on, today with them. */
export const REPORT_DAYS = [7, 30] as const;
export type ReportDays = (typeof REPORT_DAYS)[number];

/** Exact numbers: nothing is withheld from the operator. */
export interface OperatorReport {
  readonly from: Date;
  /** By measure, each value, the most frequent first. */
  readonly groups: readonly {
    readonly measure: string;
    readonly values: readonly { readonly value: string; readonly count: number }[];
  }[];
  /** Of each measure that has days of its own, each day, the first one first, also those with nothing. */
  readonly days: Readonly<Record<'visit' | 'meeting', readonly { value: string; count: number }[]>>;
}

/** From the beginning of a day (UTC) until now. */
function spanOf(days: ReportDays, now: number): { from: Date; until: Date } {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return { from: new Date(today - (days - 1) * DAY_MS), until: new Date(today + DAY_MS) };
}
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** W6: the statistics as the operator sees them. */
export async function operatorReport(
  store: Pick<CountStore, 'sums' | 'days'>,
  days: ReportDays,
  now: number,
): Promise<OperatorReport> {
  const span = spanOf(days, now);
  const perDay = async (measure: string) => {
    const rows = await store.days(measure, span);
    return Array.from({ length: days }, (_, i) => {
      const value = dayOf(new Date(span.from.getTime() + i * DAY_MS));
      const ofDay = rows.filter(({ hour }) => dayOf(hour) === value);
      return { value, count: ofDay.reduce((sum, { count }) => sum + count, 0) };
    });
  };
  const [sums, visit, meeting] = await Promise.all([store.sums(span), perDay('visit'), perDay('meeting')]);
  const own = sums.filter(({ measure }) => measure !== 'visit' && measure !== 'meeting');
  const groups = [...new Set(own.map(({ measure }) => measure))].map((measure) => ({
    measure,
    values: own.filter((sum) => sum.measure === measure).map(({ value, count }) => ({ value, count })),
  }));
  return { from: span.from, groups, days: { visit, meeting } };
}

/** W6: every measure by the day, as CSV (RFC 4180). No cell is a formula to a spreadsheet. */
export async function operatorCsv(
  store: Pick<CountStore, 'sums' | 'days'>,
  days: ReportDays,
  now: number,
): Promise<string> {
  const span = spanOf(days, now);
  const measures = [...new Set((await store.sums(span)).map(({ measure }) => measure))];
  const rows = (await Promise.all(measures.map((measure) => store.days(measure, span)))).flat();
  const lines = rows.map(({ hour, measure, value, count }) => [dayOf(hour), measure, value, count]);
  const options = { record_delimiter: 'windows', escape_formulas: true, bom: true } as const;
  return stringify([['Day', 'Measure', 'Value', 'Count'], ...lines], options);
}
