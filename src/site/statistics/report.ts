import { type StatisticsReport, WITHHELD_BELOW } from '../../shared/statistics.ts';
import type { CountStore } from '../../storage/durable/count-store.ts';

const DAY_MS = 24 * 3_600_000;
/** Whole days that the public page looks back on. */
const DAYS = 30;

interface Group {
  readonly value: string;
  readonly count: number;
}

/**
 * W10: withholds groups of fewer than five. They are counted together, with further groups, the smallest first, where
 * they would still be fewer than five: a group that is left out alone could be told from the sum.
 *
 * @returns the groups shown, in their order, and how many the others are together: none, or five and more
 */
export function withhold<G extends Group>(groups: readonly G[]): { shown: G[]; others: number } {
  const smallestFirst = [...groups].sort((a, b) => a.count - b.count);
  const withheld = new Set<G>();
  let others = 0;
  for (const group of smallestFirst) {
    const isEnough = others === 0 || others >= WITHHELD_BELOW;
    if (group.count >= WITHHELD_BELOW && isEnough) break;
    withheld.add(group);
    others += group.count;
  }
  return {
    shown: groups.filter((group) => !withheld.has(group)),
    others: others >= WITHHELD_BELOW ? others : 0,
  };
}

/** W10: what is published: whole days that are over, so that nobody sees a single visit come. */
export async function publicReport(
  store: Pick<CountStore, 'sums' | 'days'>,
  now: number,
): Promise<StatisticsReport> {
  const until = Math.floor(now / DAY_MS) * DAY_MS;
  const span = { from: new Date(until - DAYS * DAY_MS), until: new Date(until) };
  const [sums, visits, meetings] = await Promise.all([
    store.sums(span),
    store.days('visit', span),
    store.days('meeting', span),
  ]);
  const groups = (measure: string) => withhold(sums.filter((sum) => sum.measure === measure).map(toGroup));
  const days = (rows: typeof visits) => {
    const { shown, others } = withhold(
      rows.map(({ hour, count }) => ({ value: hour.toISOString().slice(0, 10), count })),
    );
    return { total: shown.reduce((sum, { count }) => sum + count, others), shown, others };
  };
  return {
    ...{ from: span.from.getTime(), until, withheldBelow: WITHHELD_BELOW },
    ...{ visits: days(visits), meetings: days(meetings) },
    groups: {
      ...{ page: groups('page'), referrer: groups('referrer'), browser: groups('browser') },
      ...{ device: groups('device'), match: groups('match'), item: groups('item') },
    },
  };
}

const toGroup = ({ value, count }: Group): Group => ({ value, count });
