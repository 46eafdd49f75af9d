import { expect, test } from 'vitest';
import { LIMITS } from '../shared/limits.ts';
import { answerQuestion, askTabs, type QuestionEffect, type QuestionEvent } from './question.ts';

const T0 = 1_000_000;
const yes = (tabId: string): QuestionEvent => ({ type: 'answer', tabId, yes: true });
const no = (tabId: string): QuestionEvent => ({ type: 'answer', tabId, yes: false });
const withdraw = (tabId: string): QuestionEvent => ({ type: 'withdraw', tabId });
const late: QuestionEvent & { at: number } = { type: 'tick', at: T0 + LIMITS.questionMs };

/** Asks these tabs, a party each but for `x` and `y`, who are in one meeting, and carries events out, at once unless said otherwise; all effects as short texts. */
function outcome(tabIds: string, ...events: (QuestionEvent & { at?: number })[]): string[] {
  const partyOf = (tabId: string) => ('xy'.includes(tabId) ? 'meeting' : tabId);
  let question = askTabs('q', new Map([...tabIds].map((tabId) => [tabId, partyOf(tabId)])), T0);
  const said: string[] = [];
  for (const { at, ...event } of events) {
    const step = answerQuestion(question, event as QuestionEvent, at ?? T0 + 1_000);
    question = step.question;
    said.push(...step.effects.map(inWords));
  }
  return said;
}
function inWords(effect: QuestionEffect): string {
  if (effect.type === 'join') return `join ${effect.tabIds.join('')}`;
  return effect.type === 'no-room' ? `no room ${effect.tabId}` : 'end';
}

test('A8: two yes join, one alone does not', () => {
  expect(outcome('ab', yes('a'))).toEqual([]);
  expect(outcome('ab', yes('a'), yes('a'))).toEqual([]);
  expect(outcome('ab', yes('b'), yes('a'))).toEqual(['join ab', 'end']);
});

test('A8: one no, and both are told that no room was found', () => {
  expect(outcome('ab', no('a'))).toEqual(['no room a', 'no room b', 'end']);
  expect(outcome('ab', yes('a'), no('b'))).toEqual(['no room b', 'no room a', 'end']);
  expect(outcome('ab', no('b'), yes('a'))).toEqual(['no room b', 'no room a', 'end']);
});

test('A8: after half a minute everybody without a room is told so', () => {
  expect(outcome('ab', yes('a'), { ...late, at: late.at - 1 })).toEqual([]);
  expect(outcome('ab', late)).toEqual(['no room a', 'no room b', 'end']);
  expect(outcome('ab', yes('a'), late)).toEqual(['no room b', 'no room a', 'end']);
  expect(outcome('ab', yes('a'), { ...yes('b'), at: late.at }), 'a late yes is none').toEqual([
    ...['no room b', 'no room a', 'end'],
  ]);
});

test('A8: whoever goes is told nothing, and leaves the other without a room', () => {
  expect(outcome('ab', withdraw('a'))).toEqual(['no room b', 'end']);
  expect(outcome('ab', yes('a'), withdraw('a'), yes('b'))).toEqual(['no room b', 'end']);
});

test('of three, those who said yes join', () => {
  expect(outcome('abc', yes('a'), no('b'), yes('c'))).toEqual(['no room b', 'join ac', 'end']);
  expect(outcome('abc', yes('a'), yes('b'), yes('c'))).toEqual(['join ab', 'join abc', 'end']);
  expect(outcome('abc', yes('a'), yes('b'), late)).toEqual(['join ab', 'no room c', 'end']);
  expect(outcome('abc', no('a'), no('b'))).toEqual(['no room a', 'no room b', 'no room c', 'end']);
});

test('the yes of two who are in one meeting waits for somebody else', () => {
  expect(outcome('axy', yes('x'), yes('y'))).toEqual([]);
  expect(outcome('axy', yes('x'), yes('y'), yes('a'))).toEqual(['join axy', 'end']);
  expect(outcome('axy', yes('x'), yes('a'), yes('y'))).toEqual(['join ax', 'join axy', 'end']);
  expect(outcome('axy', yes('x'), no('a'))).toEqual(['no room a', 'no room x', 'no room y', 'end']);
});

test('who joined and went is joined with nobody', () => {
  expect(outcome('abc', yes('a'), yes('b'), withdraw('a'), yes('c'))).toEqual(['join ab', 'join bc', 'end']);
  expect(outcome('abc', yes('a'), yes('b'), withdraw('a'), withdraw('b'))).toEqual([
    ...['join ab', 'no room c', 'end'],
  ]);
});

test('an answer of somebody who was not asked, a second one, and one after the end change nothing', () => {
  expect(outcome('ab', yes('s'), withdraw('s'))).toEqual([]);
  expect(outcome('abc', no('a'), yes('a'))).toEqual(['no room a']);
  expect(outcome('ab', no('a'), yes('b'), withdraw('b'), late)).toEqual(['no room a', 'no room b', 'end']);
});
