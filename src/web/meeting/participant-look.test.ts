import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toId } from '../../shared/ids.ts';
import { HUES, looksOf } from './participant-look.ts';

const ids = fc.uniqueArray(fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toId), { maxLength: 20 });

test('C1: the first people of a meeting all have different colours, and nobody changes when somebody comes', () => {
  void fc.assert(
    fc.property(ids, (everybody) => {
      const looks = looksOf(everybody);
      const first = everybody.slice(0, HUES).map((id) => looks.get(id)?.hue);
      expect(new Set(first).size).toBe(first.length);
      const before = looksOf(everybody.slice(0, -1));
      for (const [id, look] of before) expect(looks.get(id)).toEqual(look);
    }),
    { seed: 6 },
  );
});
