import { expect, test } from 'vitest';
import { applyChange } from './apply-change.ts';

const view = {
  id: 'm',
  revision: 4,
  you: 'a',
  reader: 'r',
  presented: { itemId: 'y', participantId: 'a', page: 1 },
  locked: false,
  knocks: [],
  participants: [
    { id: 'a', name: null, here: true },
    { id: 'b', name: 'B', here: true },
  ],
  items: [
    { id: 'x', ownerId: 'a', kind: 'note' as const, sealed: 'x', file: null, addedAt: 1 },
    { id: 'y', ownerId: 'b', kind: 'note' as const, sealed: 'y', file: null, addedAt: 2 },
  ],
};

test('C4: a view loses the items of whoever left', () => {
  const next = applyChange(view, { type: 'left', participantId: 'b', removedBy: null });
  expect(next.items.map((item) => item.id)).toEqual(['x']);
  expect(next.participants.map((p) => p.id)).toEqual(['a']);
  expect(next.presented, 'what was shown of theirs').toBeNull();
});

test('each change leads to the next revision and leaves the view before as it was', () => {
  const before = structuredClone(view);
  expect(applyChange(view, { type: 'item-removed', itemId: 'x' }).revision).toBe(5);
  expect(
    applyChange(view, { type: 'renamed', participantId: 'b', name: null }).participants[1]?.name,
  ).toBeNull();
  expect(applyChange(view, { type: 'presence', participantId: 'b', here: false }).participants[1]?.here).toBe(
    false,
  );
  expect(view).toEqual(before);
});
