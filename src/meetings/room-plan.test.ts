import { expect, test } from 'vitest';
import { planRoom } from './room-plan.ts';

const NOW = 100_000;
const meeting = (id: string, size: number, age: number) => ({
  id,
  size,
  createdAt: NOW - age,
  locked: false,
});

test('A4: devices that are in no meeting open one', () => {
  expect(planRoom([], NOW)).toEqual({ type: 'create' });
});

test('A4: a latecomer joins the meeting of whoever tapped with them', () => {
  expect(planRoom([meeting('m', 3, 60_000)], NOW)).toEqual({ type: 'join', meetingId: 'm', absorbed: [] });
});

test('A4: two meetings that one tap opened become the older one', () => {
  expect(planRoom([meeting('new', 2, 1_000), meeting('old', 2, 2_000)], NOW)).toEqual({
    type: 'join',
    meetingId: 'old',
    absorbed: ['new'],
  });
});

test('A4: somebody alone in a meeting comes along into the other', () => {
  expect(planRoom([meeting('lonely', 1, 90_000), meeting('m', 2, 60_000)], NOW)).toEqual({
    type: 'join',
    meetingId: 'm',
    absorbed: ['lonely'],
  });
});

test('A8: two established meetings in one room stay apart', () => {
  expect(planRoom([meeting('a', 2, 60_000), meeting('b', 2, 50_000)], NOW)).toEqual({ type: 'ambiguous' });
});
