import { MOST_GROUPS, type StatisticsGroups, WITHHELD_BELOW } from '../../shared/statistics.ts';

/** What is published of one measure: how often each value was counted on each day. */
export interface Group {
  readonly value: string;
  /** By day. */
  readonly days: ReadonlyMap<number, number>;
}

/** How many a group is at least: of visits on one day that are as many people; of all else, how often it happened. */
export type SizeOf = (days: Group['days']) => number;
export const mostOfADay: SizeOf = (days) => Math.max(0, ...days.values());
export const sumOfDays: SizeOf = (days) => [...days.values()].reduce((sum, count) => sum + count, 0);

/** What was counted without a name of its own. */
const UNNAMED = 'other';

/**
 * W10: withholds groups of fewer than five. They are counted together, with further groups, the smallest first, where
 * they would still be fewer than five: a group that is left out alone could be told from the sum. So what is published
 * are parts that have nothing in common, each of five or more, and together everything; or nothing at all.
 */
export function withhold(groups: readonly Group[], sizeOf: SizeOf): StatisticsGroups {
  const named = groups
    .filter(({ value }) => value !== UNNAMED)
    .map((group) => ({ ...group, ...totalsOf(group) }));
  const folded = new Map<number, number>();
  for (const { value, days } of groups) if (value === UNNAMED) addTo(folded, days);
  const smallestFirst = named.sort(
    (a, b) => a.size - b.size || a.count - b.count || (a.value < b.value ? -1 : 1),
  );
  const isNothing = () => folded.size === 0;
  const shown = smallestFirst.filter(({ size, days }) => {
    if (size >= WITHHELD_BELOW && (isNothing() || sizeOf(folded) >= WITHHELD_BELOW)) return true;
    addTo(folded, days);
    return false;
  });
  shown.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  for (const { days } of shown.splice(MOST_GROUPS)) addTo(folded, days);
  return {
    shown: shown.map(({ value, count }) => ({ value, count })),
    others: sizeOf(folded) >= WITHHELD_BELOW ? sumOfDays(folded) : 0,
  };

  function totalsOf({ days }: Group) {
    return { size: sizeOf(days), count: sumOfDays(days) };
  }
}

function addTo(sums: Map<number, number>, days: Group['days']): void {
  for (const [day, count] of days) sums.set(day, (sums.get(day) ?? 0) + count);
}
