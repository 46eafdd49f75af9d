import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerQuestion, askTabs, expiresAt, type QuestionEvent } from './question.ts';

const tab = fc.constantFrom('a', 'b', 'c', 'd', 'stranger');
const event: fc.Arbitrary<QuestionEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('answer' as const), tabId: tab, yes: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('withdraw' as const), tabId: tab }) },
  { weight: 1, arbitrary: fc.constant({ type: 'tick' as const }) },
);
const steps = fc.array(fc.record({ event, wait: fc.integer({ min: 0, max: 6_000 }) }), { maxLength: 12 });

test('A8: only those who said yes are ever joined, everybody hears one ending, and it always ends (5,000 runs)', () => {
  let joinedRuns = 0;
  let dismissedRuns = 0;
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 4 }), steps, (size, sequence) => {
      let now = 0;
      let question = askTabs('q', new Map([...'abcd'.slice(0, size)].map((id) => [id, id])), now);
      const deadline = expiresAt(question);
      const consent = new Set<string>();
      const said = new Set<string>();
      const joined = new Set<string>();
      const dismissed: string[] = [];
      let ends = 0;
      const take = (next: QuestionEvent) => {
        if (next.type === 'answer' && !said.has(next.tabId) && now < deadline && ends === 0) {
          said.add(next.tabId);
          if (next.yes && question.tabs.has(next.tabId)) consent.add(next.tabId);
        }
        if (next.type === 'withdraw') {
          consent.delete(next.tabId);
          said.add(next.tabId);
        }
        const wasOver = ends > 0;
        const step = answerQuestion(question, next, now);
        if (wasOver) expect(step.effects).toEqual([]);
        question = step.question;
        for (const effect of step.effects) {
          if (effect.type === 'end') ends += 1;
          else if (effect.type === 'no-room') dismissed.push(effect.tabId);
          else {
            expect(effect.tabIds.length).toBeGreaterThanOrEqual(2);
            for (const tabId of effect.tabIds) {
              expect(consent.has(tabId), `${tabId} said yes and is there`).toBe(true);
              joined.add(tabId);
            }
          }
        }
        if (!wasOver && consent.size > 1) expect([...consent].filter((id) => !joined.has(id))).toEqual([]);
      };
      for (const step of sequence) {
        now += step.wait;
        take(step.event);
      }
      now = Math.max(now, deadline);
      take({ type: 'tick' });
      expect(ends).toBe(1);
      expect(new Set(dismissed).size).toBe(dismissed.length);
      expect(dismissed.filter((tabId) => joined.has(tabId) || tabId === 'stranger')).toEqual([]);
      expect(joined.has('stranger')).toBe(false);
      expect(
        [...question.tabs.values()].filter((standing) => standing === 'open' || standing === 'yes'),
      ).toEqual([]);
      if (joined.size > 0) joinedRuns += 1;
      if (dismissed.length > 0) dismissedRuns += 1;
    }),
    { numRuns: 5_000, seed: 20_261 },
  );
  // The control: what must not happen by mistake does happen by right.
  expect(joinedRuns).toBeGreaterThan(500);
  expect(dismissedRuns).toBeGreaterThan(500);
});
