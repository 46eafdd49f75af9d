import { expect, test } from 'vitest';
import type { OpenView } from '../meeting/opened.ts';
import { type AppState, initialState } from './app-model.ts';
import { forgetCopies } from './forget-copies.ts';

const id = (n: number) => String(n).padStart(22, '0');
const meeting = (n: number): OpenView => ({
  ...{ id: id(n), revision: 1, you: id(1), reader: id(5), participants: [], items: [] },
  ...{ presented: null, locked: false, knocks: [] },
});

/** A page in a meeting, with something on its shelf, that has just taken something off the table. */
function page() {
  const state: AppState = initialState();
  const done: string[] = [];
  const say = (what: string) => (here: ReadonlySet<string>) =>
    void done.push(`${what} ${[...here].map(Number)}`);
  state.meeting.value = meeting(3);
  const mine = {
    id: id(7),
    ownerId: id(1),
    kind: 'note',
    text: 'x',
    addedAt: 0,
    file: null,
    source: null,
  } as const;
  state.shelf.value = { held: true, items: [mine] };
  state.undo.value = {
    ...{ itemId: id(8), meetingId: id(3), wasHeldBack: false },
    draft: { kind: 'note', text: 'gone' },
  };
  const outbox = { keep: say('keep'), leave: say('leave') };
  const forget = (next: string | null, leaving = false) => forgetCopies({ state, outbox, next, leaving });
  return { state, done, forget };
}

test('C4: leaving forgets what lay on the table and what was on its way; the shelf stays', () => {
  const { state, done, forget } = page();
  forget(null, true);
  expect([done, state.undo.value]).toEqual([['leave 7'], null]);
});

test('C4: a meeting that ended otherwise leaves no copies either', () => {
  const { state, done, forget } = page();
  forget(null);
  expect([done, state.undo.value]).toEqual([['keep 7'], null]);
});

test('C4: in the same meeting what was taken away can still be put back, in another it cannot', () => {
  const { state, done, forget } = page();
  forget(id(3));
  expect(state.undo.value?.itemId).toBe(id(8));
  forget(id(4));
  expect([done, state.undo.value]).toEqual([[], null]);
});
