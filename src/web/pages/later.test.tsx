import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { inertActions, initialState } from './app-model.ts';
import { atFirstSign, createFetched } from './later.ts';
import { LaterNotice } from './later-notice.tsx';

/** A part that comes when it is let, and timers that are turned by hand. */
function open() {
  const pauses: number[] = [];
  const waiting: (() => void)[] = [];
  const answers: ((came: boolean) => void)[] = [];
  const load = () =>
    new Promise<string>((resolve, reject) => {
      answers.push((came) => (came ? resolve('table') : reject(new Error('404'))));
    });
  const fetched = createFetched(load, (act, ms) => {
    pauses.push(ms);
    waiting.push(act);
    return () => {};
  });
  const answer = async (came: boolean) => {
    answers.shift()?.(came);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...{ fetched, answer, pauses, answers }, turn: () => waiting.shift()?.() };
}

describe('what the page fetches later', () => {
  test('comes once, however often it is asked for', async () => {
    const { fetched, answer, answers } = open();
    for (let i = 0; i < 3; i += 1) fetched.fetch();
    expect(answers).toHaveLength(1);
    await answer(true);
    fetched.fetch();
    expect([fetched.parts.value, fetched.failed.value, answers.length]).toEqual(['table', false, 0]);
  });

  test('is tried again by itself after growing pauses, and then no more', async () => {
    const { fetched, answer, pauses, turn } = open();
    fetched.fetch();
    for (let tries = 0; tries < 3; tries += 1) {
      await answer(false);
      expect(fetched.failed.value).toBe(false);
      turn();
    }
    expect(pauses).toEqual([500, 2_000, 5_000]);
    await answer(false);
    expect([fetched.parts.value, fetched.failed.value]).toEqual([null, true]);
  });

  test('that did not come is fetched anew when somebody asks', async () => {
    const { fetched, answer, turn } = open();
    fetched.fetch();
    for (const _ of [1, 2, 3]) {
      await answer(false);
      turn();
    }
    await answer(false);
    fetched.fetch();
    expect(fetched.failed.value).toBe(false);
    await answer(true);
    expect(fetched.parts.value).toBe('table');
  });

  test('is waited for in words; what did not come is told with two ways out', () => {
    const state = initialState();
    const html = () => renderToString(<LaterNotice model={{ state, actions: inertActions }} />);
    expect(html()).toMatch(/role="status"><p>One moment/);
    expect(html()).not.toContain('button');
    state.laterFailed.value = true;
    expect(html()).toMatch(/did not arrive.*<button id="later-again".*<a class="button" href="\/">/);
  });
});

test('the first sign of a person counts, once', () => {
  const target = new EventTarget();
  let count = 0;
  atFirstSign(target, () => {
    count += 1;
  });
  target.dispatchEvent(new Event('load'));
  expect(count).toBe(0);
  for (const sign of ['pointermove', 'pointerdown', 'keydown']) target.dispatchEvent(new Event(sign));
  expect(count).toBe(1);
});
