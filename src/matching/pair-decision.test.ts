import { expect, test } from 'vitest';
import { DEFAULT_CONFIG, sureAbove } from './config.ts';
import { createPairDecision } from './pair-decision.ts';

const needed = sureAbove(DEFAULT_CONFIG, 1);
const { staySeconds, verySure, wallAbove } = DEFAULT_CONFIG;
const far = () => wallAbove - 2 * verySure;
const look = (ratio: number | null, seconds: number, wall = far) => ({ ratio, seconds, wall, candidates: 1 });

test('A4: a pair that is very sure is decided at once', () => {
  expect(createPairDecision(DEFAULT_CONFIG)(look(needed + verySure + 0.1, 1))).toBe(true);
});

test('A4: a pair that is sure has to stay so for a while', () => {
  const decide = createPairDecision(DEFAULT_CONFIG);
  expect(decide(look(needed + 1, 1))).toBe(false);
  expect(decide(look(needed + 1, 1 + staySeconds / 2))).toBe(false);
  expect(decide(look(needed + 1, 1 + staySeconds))).toBe(true);
});

test('what two rooms have in common for a moment does not join them', () => {
  for (const between of [look(needed - 1, 1.2), look(null, 1.2), look(needed + 1, 1.2, () => wallAbove)]) {
    const decide = createPairDecision(DEFAULT_CONFIG);
    expect(decide(look(needed + 1, 1))).toBe(false);
    expect(decide(between)).toBe(false);
    expect(decide(look(needed + 1, 1 + staySeconds))).toBe(false);
  }
});

test('a sound that came through a wall does not join, however much there is of it', () => {
  const decide = createPairDecision(DEFAULT_CONFIG);
  for (let seconds = 1; seconds < 9; seconds += 0.2) {
    expect(decide(look(needed + 50, seconds, () => wallAbove))).toBe(false);
  }
});

test('the more candidates, the surer a pair has to be', () => {
  const decide = createPairDecision(DEFAULT_CONFIG);
  const among = (candidates: number) => ({ ...look(needed + verySure + 1, 1), candidates });
  expect(decide(among(1_000))).toBe(false);
  expect(decide(among(1))).toBe(true);
});
