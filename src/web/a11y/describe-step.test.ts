import { expect, test } from 'vitest';
import type { ItemKind } from '../../shared/content.ts';
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
const item = (ownerId: string, text: string, kind: ItemKind = 'url') => ({
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

test('what somebody shows to all is said with its name, once, and so is its end', () => {
  const there = { ...view, items: [item(id(1), 'plan.pdf', 'pdf')] };
  const shown = (participantId: string, page = 1) => ({
    ...there,
    presented: { itemId: id(9), participantId, page },
  });
  expect(describeStep(there, shown(id(2)))).toBe('Someone shows plan.pdf to all');
  expect(describeStep(there, shown(id(1))), 'one knows what one shows').toBe('');
  expect(describeStep(shown(id(1)), shown(id(2))), 'taken over').toBe('Someone shows plan.pdf to all');
  expect(describeStep(shown(id(2)), shown(id(2), 2)), 'the count of pages says it').toBe('');
  expect(describeStep(shown(id(2)), there)).toBe('Nothing is shown to all any more');
});

test('B7: the lock, who is at the door, and who was sent out by whom are said', () => {
  expect(describeStep(view, { ...view, locked: true })).toBe('The meeting is locked');
  expect(describeStep({ ...view, locked: true }, view)).toBe('The meeting is open');
  const knock = { id: id(8), name: 'Grace', until: 1 };
  expect(describeStep(view, { ...view, knocks: [knock] })).toBe('Grace is at the door');
  const three = { ...view, participants: [...view.participants, { id: id(3), name: 'Kim', here: true }] };
  const sent = (by: string) => describeStep(three, view, { participantId: id(3), by });
  expect(sent(id(1))).toBe('You sent Kim out');
  expect(sent(id(2))).toBe('Someone sent Kim out');
  expect(describeStep(three, view, { participantId: id(7), by: id(1) }), 'another one').toBe('Kim left');
});

test('files are said by their names', () => {
  for (const kind of ['image', 'pdf', 'file'] as const) {
    const added = { ...view, items: [item(id(2), 'plan.x', kind)] };
    expect(describeStep(view, added)).toBe('Someone added plan.x');
  }
});
