import { expect, test } from 'vitest';
import { Receipts } from './receipts.ts';

/** Receipts of one owner, and tabs that are there or gone. */
function world(gone: ReadonlySet<string>) {
  const told: { gone: number; away: number; done: boolean }[] = [];
  const receipts = new Receipts({
    lines: { send: (_tabId, _event, message) => void told.push(message as never) },
    now: () => 0,
    newId: () => 'receipt',
    isGone: async (tabId) => gone.has(tabId),
  });
  return { receipts, told };
}
const removal = (screens: { tabId: string; shown: Promise<boolean> | null }[]) => ({
  ...{ ownerTabId: 'owner', itemId: 'item', erasedAt: 0, screens },
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('B2: a screen whose tab went before its missing answer was noticed is not outstanding', async () => {
  const { receipts, told } = world(new Set(['late', 'lost']));
  let answer = (_seen: boolean) => {};
  const shown = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  receipts.open(
    removal([
      { tabId: 'late', shown },
      { tabId: 'lost', shown: null },
    ]),
  );
  receipts.seen('late'); // that it is gone, from another server
  answer(false);
  await settled();
  expect(told.at(-1)).toMatchObject({ gone: 2, away: 0, done: true });
  expect(receipts.size).toBe(0);
});

test('B2: one whose tab is there, without a line, is outstanding until it is seen', async () => {
  const { receipts, told } = world(new Set());
  receipts.open(removal([{ tabId: 'away', shown: Promise.resolve(false) }]));
  await settled();
  expect(told.at(-1)).toMatchObject({ gone: 0, away: 1, done: false });
  receipts.seen('away');
  expect(told.at(-1)).toMatchObject({ gone: 1, away: 0, done: true });
});
