import { expect, test } from 'vitest';
import type { OpenView } from '../meeting/opened.ts';
import { initialState } from './app-model.ts';
import { createAtTheDoor } from './at-the-door.ts';

const id = (n: number) => String(n).padStart(22, '0');
const meeting = (n: number): OpenView => ({
  ...{ id: id(n), revision: 1, you: id(1), reader: id(5), participants: [], items: [] },
  ...{ presented: null, locked: false, knocks: [] },
});
const over = { state: 'over', admitted: false } as const;

/** A page whose person stands at a door; in a meeting, or in none. */
function page(inside: OpenView | null = null) {
  const state = initialState();
  state.meeting.value = inside;
  const door = createAtTheDoor(state);
  door.said({ state: 'waiting', until: 60_000 }, false);
  const shown = () => ({ stands: state.door.value !== null, turnedAway: state.turnedAway.value });
  return { state, door, shown };
}

test('B7: whoever is not let in hears so', () => {
  const { door, shown } = page();
  expect(shown()).toEqual({ stands: true, turnedAway: false });
  door.said(over, false);
  expect(shown()).toEqual({ stands: false, turnedAway: true });
});

test('B7: whoever went away from the door, lost the line or left is not said to have been turned away', () => {
  const went = page();
  went.state.door.value = null; // by the button
  went.door.said(over, false);
  const lost = page();
  lost.door.connected();
  lost.door.said(over, false);
  const left = page(meeting(3));
  left.door.said(over, true);
  for (const { shown } of [went, lost, left]) expect(shown()).toEqual({ stands: false, turnedAway: false });
});

test('B7: a new line, or another meeting, ends the standing at the door', () => {
  const { door, shown } = page();
  door.connected();
  expect(shown().stands).toBe(false);
  for (const [inside, next] of [
    [null, meeting(3)],
    [meeting(3), meeting(4)],
    [meeting(3), null],
  ] as const) {
    const moved = page(inside);
    moved.door.view(next);
    expect(moved.shown().stands).toBe(false);
  }
});

test('B7: a view of the same meeting, or of none, that is sent again hides no knock', () => {
  for (const inside of [null, meeting(3)]) {
    const { door, shown } = page(inside);
    door.view(inside === null ? null : { ...inside });
    expect(shown().stands).toBe(true);
  }
});

test('B7: whoever came in elsewhere meanwhile does not hear of the old door after that meeting', () => {
  const { state, door, shown } = page();
  door.said(over, false); // before the view of the other meeting
  door.view(meeting(3));
  state.meeting.value = meeting(3);
  door.view(null);
  expect(shown()).toEqual({ stands: false, turnedAway: false });
});
