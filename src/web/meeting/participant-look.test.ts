import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toId } from '../../shared/ids.ts';
import { seededRandom } from '../../shared/seeded-random.ts';
import { HUES, LOOKS, looksOf } from './participant-look.ts';

const ids = (maxLength: number) =>
  fc.uniqueArray(fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toId), { maxLength, size: 'max' });

test('C1: the first people of a meeting all have different colours, and nobody changes when somebody comes', () => {
  fc.assert(
    fc.property(ids(20), (everybody) => {
      const looks = looksOf(everybody);
      const first = everybody.slice(0, HUES).map((id) => looks.get(id)?.hue);
      expect(new Set(first).size).toBe(first.length);
      const before = looksOf(everybody.slice(0, -1));
      for (const [id, look] of before) expect(looks.get(id)).toEqual(look);
    }),
    { seed: 6 },
  );
});

describe('B7: people are told apart by colour and shape', () => {
  test('no two of up to 48 people look the same', () => {
    expect(LOOKS).toHaveLength(48);
    let full = 0;
    fc.assert(
      fc.property(ids(48), (everybody) => {
        const looks = looksOf(everybody);
        const seen = new Set([...looks.values()].map(({ hue, shape }) => `${hue} ${shape}`));
        expect(seen.size).toBe(everybody.length);
        if (everybody.length > 40) full += 1;
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(full).toBeGreaterThan(10);
  });

  test('with more people, looks are shared as evenly as can be', () => {
    fc.assert(
      fc.property(ids(150), (everybody) => {
        const counts = new Map(LOOKS.map((look) => [look, 0]));
        for (const look of looksOf(everybody).values()) counts.set(look, (counts.get(look) ?? 0) + 1);
        expect(Math.max(...counts.values())).toBe(Math.ceil(everybody.length / LOOKS.length));
        expect(Math.min(...counts.values())).toBe(Math.floor(everybody.length / LOOKS.length));
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  test('somebody listed twice is one person', () => {
    expect([...looksOf(['a', 'a', 'b']).keys()]).toEqual(['a', 'b']);
  });

  test.each([
    [3, 0.3],
    [6, 1.2],
    [12, 1.3],
    [20, 1.5],
    [40, 2.5],
  ])(
    'when one of %i people leaves, fewer than %f others change on average, none who came before',
    (size, most) => {
      const random = seededRandom(size);
      let changed = 0;
      const runs = 400;
      for (let run = 0; run < runs; run += 1) {
        const everybody = Array.from({ length: size }, (_, i) => `${run} ${i} ${random()}`);
        const leaver = Math.floor(random() * size);
        const before = looksOf(everybody);
        const after = looksOf(everybody.filter((_, i) => i !== leaver));
        for (const [i, id] of everybody.entries()) {
          if (i < leaver) expect(after.get(id)).toBe(before.get(id));
          else if (i > leaver && after.get(id) !== before.get(id)) changed += 1;
        }
      }
      expect(changed / runs).toBeLessThan(most);
      expect(changed).toBeGreaterThan(0); // the control: changes are seen
    },
  );
});
