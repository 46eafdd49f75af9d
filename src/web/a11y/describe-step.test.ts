import { expect, test } from 'vitest';
import type { OpenView } from '../meeting/opened.ts';
import { describeStep } from './describe-step.ts';

const id = (n: number) => String(n).padStart(22, '0');
const view: OpenView = {
  id: id(0),
  revision: 1,
  you: id(1),
  participants: [
    { id: id(1), name: 'Ada', here: true },
    { id: id(2), name: null, here: true },
  ],
  items: [],
  ...{ reader: id(3), presented: null, locked: false, knocks: [] },
};
const item = (ownerId: string, text: string, kind: 'url' | 'note' = 'url') => ({
  id: id(9),
  ownerId,
  kind,
  text,
  ...{ addedAt: 1, file: null, source: null },
});

test('what others do is said, in words', () => {
  expect(describeStep(null, view)).toBe('You are in a meeting of 2');
  const joined = { ...view, participants: [...view.participants, { id: id(3), name: 'Kim', here: true }] };
  expect(describeStep(view, joined)).toBe('Kim joined');
  expect(describeStep(joined, view)).toBe('Kim left');
  const added = { ...view, items: [item(id(2), 'https://www.example.org/a')] };
  expect(describeStep(view, added)).toBe('Someone added a link to example.org');
  const noted = { ...view, items: [item(id(2), 'hello', 'note')] };
  expect(describeStep(view, noted)).toBe('Someone added a note');
});

test('what one does oneself, and a lost line, are not said', () => {
  expect(describeStep(view, { ...view, items: [item(id(1), 'https://example.org')] })).toBe('');
  const away = { ...view, participants: view.participants.map((p) => ({ ...p, here: false })) };
  expect(describeStep(view, away)).toBe('');
  expect(describeStep(view, null)).toBe('');
});
