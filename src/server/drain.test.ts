import { expect, test } from 'vitest';
import { DRAIN_MS, drain } from './drain.ts';

/** What is done when a server drains, in order. */
async function draining(hasOthers: boolean): Promise<string[]> {
  const done: string[] = [];
  const note = async (what: string) => void done.push(what);
  await drain({
    sockets: { refuseNew: () => void note('refuse'), letGo: (ms) => note(`let go ${ms}`) },
    requests: { count: 1, ended: (ms) => note(`wait ${ms}`) },
    hasOthers,
    pause: (ms) => note(`pause ${ms}`),
  });
  return done;
}

test('among others, a server that stops lets proxies notice, and sends its people on bit by bit within 5 s', async () => {
  expect(await draining(true)).toEqual(['pause 1000', 'refuse', 'let go 2500', 'wait 20000']);
  expect(DRAIN_MS).toBe(23_500);
});

test('alone, it hurries: nobody is served until the next one listens', async () => {
  expect(await draining(false)).toEqual(['refuse', 'let go 0', 'wait 1000']);
});
