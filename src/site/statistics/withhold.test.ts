import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MOST_GROUPS } from '../../shared/statistics.ts';
import { type Group, mostOfADay, sumOfDays, withhold } from './withhold.ts';

const group = (value: string, ...counts: number[]): Group => ({
  value,
  days: new Map(counts.map((count, day) => [day, count] as const).filter(([, count]) => count > 0)),
});

describe('groups under five', () => {
  test('W10: are withheld, and cannot be told from the sum either', () => {
    const both = [mostOfADay, sumOfDays];
    const values = fc.uniqueArray(fc.constantFrom('other', 'a', 'b', 'c', 'd', 'e', 'f', 'g'));
    const counts = fc.array(fc.array(fc.nat(9), { minLength: 7, maxLength: 7 }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.constantFrom(...both), values, counts, (sizeOf, names, numbers) => {
        const groups = names.map((value, i) => group(value, ...(numbers[i] as number[])));
        const { shown, others } = withhold(groups, sizeOf);
        const named = new Map(groups.map((each) => [each.value, each]));
        const isShown = (value: string) => shown.some((each) => each.value === value);
        for (const { value, count } of shown) {
          const { days } = named.get(value) as Group;
          expect(sizeOf(days)).toBeGreaterThanOrEqual(5);
          expect(count).toBe(sumOfDays(days));
        }
        // What is left out is five or more together, and is said; or there is nothing at all to take it from.
        const rest = groups.filter(({ value }) => !isShown(value));
        const byDay = Array.from({ length: 7 }, (_, day) =>
          rest.reduce((sum, { days }) => sum + (days.get(day) ?? 0), 0),
        );
        const left = group('rest', ...byDay);
        if (sizeOf(left.days) >= 5) expect(others).toBe(sumOfDays(left.days));
        else expect([others, sumOfDays(left.days) === 0 || shown.length === 0]).toEqual([0, true]);
        expect(isShown('other')).toBe(false);
      }),
    );
  });

  test('W10: five and more are shown, the most frequent first, when nothing is withheld', () => {
    const shownOf = (...groups: Group[]) => withhold(groups, sumOfDays);
    const nine = { value: 'b', count: 9 };
    expect(shownOf(group('a', 5), group('b', 9), group('c', 6))).toEqual({
      ...{ shown: [nine, { value: 'c', count: 6 }, { value: 'a', count: 5 }], others: 0 },
    });
    expect(shownOf(group('a', 4), group('b', 9), group('c', 6))).toEqual({ shown: [nine], others: 10 });
    expect(shownOf(group('a', 4), group('b', 9), group('c', 1))).toEqual({ shown: [nine], others: 5 });
    expect(shownOf(group('a', 4))).toEqual({ shown: [], others: 0 });
  });

  test('W10: of people, five are five on one day: one who comes every day is one', () => {
    const daily = group('daily', 1, 1, 1, 1, 1, 1, 1);
    const five = group('five', 5, 1);
    expect(withhold([daily, five], mostOfADay)).toEqual({ shown: [], others: 13 });
    expect(withhold([daily, five, group('more', 9)], mostOfADay).shown).toEqual([
      { value: 'more', count: 9 },
    ]);
    expect(withhold([daily], mostOfADay)).toEqual({ shown: [], others: 0 });
    expect(withhold([daily], sumOfDays).shown).toEqual([{ value: 'daily', count: 7 }]);
  });

  test('W10: of many groups the first fifty are shown, and the others counted together', () => {
    const groups = Array.from({ length: 80 }, (_, i) => group(`site-${i}.example`, 10 + i));
    const { shown, others } = withhold(groups, mostOfADay);
    expect([shown.length, shown[0]?.count, shown.at(-1)?.count]).toEqual([MOST_GROUPS, 89, 40]);
    expect(others).toBe(Array.from({ length: 30 }, (_, i) => 10 + i).reduce((sum, count) => sum + count));
  });
});
