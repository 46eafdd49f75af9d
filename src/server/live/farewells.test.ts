import { expect, test } from 'vitest';
import { createFarewells } from './farewells.ts';

class Away extends Error {}

test('C5: a goodbye that cannot be carried out keeps none of the others waiting, and is told once', async () => {
  let trouble: (tabId: string) => Error | null = () => new Away();
  const gone: string[] = [];
  const faults: unknown[] = [];
  const farewells = createFarewells({
    now: () => 0,
    async bye(tabId) {
      const error = trouble(tabId);
      if (error !== null) throw error;
      gone.push(tabId);
    },
    isHere: () => false,
    isPassing: (error) => error instanceof Away,
    onFault: (error) => void faults.push(error),
  });
  for (const tabId of ['a', 'b', 'c']) farewells.say(tabId, 'page');
  await new Promise(setImmediate);
  const broken = new Error('broken');
  trouble = (tabId) => (tabId === 'a' ? broken : tabId === 'b' ? new Away() : null);
  await expect(farewells.sayAgain(), 'one is still to be tried again').rejects.toThrow(Away);
  expect([gone, faults]).toEqual([['c'], [broken]]);
  trouble = () => null;
  await farewells.sayAgain();
  expect([gone, faults]).toEqual([['c', 'b'], [broken]]);
});
