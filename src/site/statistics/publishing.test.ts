import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PublishedWeek, statisticsReportSchema } from '../../shared/statistics.ts';
import type { CountRow, Publication } from '../../storage/durable/count-store.ts';
import { publicReport } from './report.ts';
import { mostOfADay, sumOfDays } from './withhold.ts';

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
/** A Monday. */
const START = Date.UTC(2026, 10, 2);
const PEOPLE = ['visit', 'browser', 'device', 'referrer'];

/** A store that is counted into, by the day. */
function createStore() {
  const rows: CountRow[] = [];
  const kept = new Map<number, Publication>();
  const isIn = (at: Date, { from, until }: { from: Date; until: Date }) => at >= from && at < until;
  const days = (measure: string | null, span: { from: Date; until: Date }) => {
    const sums = new Map<string, CountRow>();
    for (const row of rows) {
      if (!isIn(row.hour, span) || (measure !== null && row.measure !== measure)) continue;
      const key = `${row.hour.getTime()} ${row.measure} ${row.value}`;
      sums.set(key, { ...row, count: row.count + (sums.get(key)?.count ?? 0) });
    }
    return [...sums.values()];
  };
  return {
    rows,
    store: {
      days: async (measure: string | null, span: { from: Date; until: Date }) => days(measure, span),
      async publish(publication: Publication) {
        const at = publication.week.getTime();
        if (!kept.has(at)) kept.set(at, JSON.parse(JSON.stringify(publication)));
      },
      published: async (span: { from: Date; until: Date }) =>
        [...kept.values()]
          .map(({ week, report }) => ({ week: new Date(week), report }))
          .filter(({ week }) => isIn(week, span))
          .sort((a, b) => b.week.getTime() - a.week.getTime()),
    },
  };
}

describe('what is published', () => {
  /** Some were counted on a day, and somebody looked then. */
  const event = fc.record({
    day: fc.nat(40),
    measure: fc.constantFrom('visit', 'browser', 'referrer', 'page', 'item', 'match', 'meeting', 'device'),
    value: fc.constantFrom('a', 'b', 'c', 'other'),
    count: fc.integer({ min: 1, max: 12 }),
  });
  const history = fc.tuple(fc.array(event, { maxLength: 120 }), fc.array(fc.nat(60), { maxLength: 12 }));

  interface Number {
    readonly count: number;
    /** What it is made of. */
    readonly atoms: ReadonlySet<CountRow>;
  }
  /** Every number of a week, with what it counts. */
  function numbersOf(report: PublishedWeek, rows: readonly CountRow[]): Number[] {
    const numbers: Number[] = [];
    const within = rows.filter(({ hour }) => hour.getTime() >= report.from && hour.getTime() < report.until);
    const push = (count: number, atoms: CountRow[]) => {
      if (count > 0) numbers.push({ count, atoms: new Set(atoms) });
    };
    push(
      report.visits,
      within.filter(({ measure }) => measure === 'visit'),
    );
    push(
      report.meetings,
      within.filter(({ measure }) => measure === 'meeting'),
    );
    for (const [measure, { shown, others }] of Object.entries(report.groups)) {
      const own = within.filter((row) => row.measure === measure);
      for (const { value, count } of shown)
        push(
          count,
          own.filter((row) => row.value === value),
        );
      const isShown = ({ value }: CountRow) => shown.some((each) => each.value === value);
      push(
        others,
        own.filter((row) => !isShown(row)),
      );
    }
    return numbers;
  }
  const sizeOf = (atoms: ReadonlySet<CountRow>) => {
    const byDay = new Map<number, number>();
    let isPeople = true;
    for (const { hour, measure, count } of atoms) {
      byDay.set(hour.getTime(), (byDay.get(hour.getTime()) ?? 0) + count);
      isPeople &&= PEOPLE.includes(measure);
    }
    return isPeople ? mostOfADay(byDay) : sumOfDays(byDay);
  };
  /** What somebody learns who subtracts numbers: every remainder of two of which one contains the other. */
  function smallest(numbers: readonly Number[]): number {
    let least = Number.POSITIVE_INFINITY;
    const note = (atoms: ReadonlySet<CountRow>) => {
      if (atoms.size > 0) least = Math.min(least, sizeOf(atoms));
    };
    for (const one of numbers) {
      note(one.atoms);
      for (const other of numbers) {
        const common = [...one.atoms].filter((atom) => other.atoms.has(atom));
        if (common.length === 0 || one === other) continue;
        note(new Set(common));
        note(new Set([...one.atoms].filter((atom) => !other.atoms.has(atom))));
      }
    }
    return least;
  }

  test('W10: numbers that were published at different times tell nothing about fewer than five, also subtracted', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ([events, looks]) => {
        const { rows, store } = createStore();
        const seen = new Map<number, string>();
        const numbers: Number[] = [];
        for (let day = 0; day <= 61; day += 1) {
          // Looked at in the middle of what is counted, too.
          const now = START + day * DAY + 2 * 3_600_000;
          if (looks.includes(day)) {
            const { weeks } = statisticsReportSchema.parse(await publicReport(store, now));
            for (const week of weeks) {
              const text = JSON.stringify(week);
              expect(seen.get(week.from) ?? text, 'it never changes').toBe(text);
              expect(week.until).toBeLessThanOrEqual(now);
              if (!seen.has(week.from)) numbers.push(...numbersOf(week, rows));
              seen.set(week.from, text);
            }
          }
          for (const { measure, value, count, ...at } of events) {
            if (at.day === day) rows.push({ hour: new Date(START + day * DAY), measure, value, count });
          }
        }
        // Each number is what it says, and no two have anything in common.
        for (const { count, atoms } of numbers) {
          expect([...atoms].reduce((sum, atom) => sum + atom.count, 0)).toBe(count);
        }
        expect(smallest(numbers)).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  test('W10: visits less the browsers that are shown are none, or five and more', async () => {
    const visits = fc.array(fc.tuple(fc.nat(6), fc.constantFrom('a', 'b', 'c', 'd')), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(visits, async (all) => {
        const { rows, store } = createStore();
        for (const [day, value] of all) {
          const hour = new Date(START + day * DAY);
          rows.push({ hour, measure: 'visit', value: '', count: 1 });
          rows.push({ hour, measure: 'browser', value, count: 1 });
        }
        const [week] = (await publicReport(store, START + WEEK + DAY)).weeks;
        const shown = week?.groups.browser.shown.reduce((sum, { count }) => sum + count, 0) ?? 0;
        expect((week?.visits ?? 0) - shown).toBe(week?.groups.browser.others ?? 0);
      }),
    );
  });

  test('W10: the same look finds out thirty days that roll on by one', () => {
    const rows = Array.from({ length: 40 }, (_, day) => ({
      ...{ hour: new Date(START + day * DAY), measure: 'page', value: '/news', count: day === 35 ? 2 : 9 },
    }));
    const rolling = [35, 36].map((until) => {
      const atoms = new Set(rows.slice(until - 30, until));
      return {
        atoms,
        count: sumOfDays(new Map([...atoms].map(({ hour, count }) => [hour.getTime(), count]))),
      };
    });
    expect(smallest(rolling)).toBe(2);
  });

  test('W10: a week is published once it is over, and stays, whatever comes or goes later', async () => {
    const { rows, store } = createStore();
    const add = (day: number, count: number) =>
      rows.push({ hour: new Date(START + day * DAY), measure: 'page', value: '/', count });
    add(6, 20);
    expect((await publicReport(store, START + WEEK)).weeks, 'what is late may come for an hour').toEqual([]);
    const published = await publicReport(store, START + WEEK + 3_600_000);
    expect(published.weeks).toMatchObject([
      {
        from: START,
        until: START + WEEK,
        groups: { page: { shown: [{ value: '/', count: 20 }], others: 0 } },
      },
    ]);
    add(6, 3);
    expect(await publicReport(store, START + WEEK + DAY)).toEqual(published);
    rows.length = 0;
    expect(await publicReport(store, START + 3 * WEEK)).toEqual(published);
  });
});
