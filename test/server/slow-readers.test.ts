import { afterAll, beforeAll, expect, test } from 'vitest';
import { ABUSE_LIMITS } from '../../src/shared/abuse-limits.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { meetByCode, openTab, type Tab, until } from './tab.ts';

/** Each may say so much at once that together they need a few seconds. */
const TALKERS = 12;

let server: RunningServer;
const tabs: Tab[] = [];
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  for (const tab of tabs) tab.close();
  await server?.stop();
});

/** One who changes their name as often as anybody may; each change is a step for all others. */
async function talk(tab: Tab, goesOn: () => boolean): Promise<void> {
  for (let i = 0; goesOn(); i += 1) {
    const { ok } = await tab.call('rename', { name: i % 2 === 0 ? 'to' : 'fro' });
    if (!ok) await new Promise((resolve) => setTimeout(resolve, 1_000 / ABUSE_LIMITS.messagesPerSecond));
  }
}

test('W12: who shows nothing of what comes is cut off after so many steps, and who shows it is not', async () => {
  for (let i = 0; i < TALKERS; i += 1) tabs.push(await openTab(server.url));
  const [frozen, reader] = [await openTab(server.url), await openTab(server.url)];
  tabs.push(frozen, reader);
  await meetByCode(...(tabs as [Tab, ...Tab[]]));
  let steps = 0;
  reader.socket.on('change', () => {
    steps += 1;
  });
  const drops: string[] = [];
  reader.socket.on('disconnect', (reason) => drops.push(reason));
  let cut: string | null = null;
  frozen.socket.io.reconnection(false);
  frozen.socket.on('disconnect', (reason) => {
    cut = reason;
  });
  frozen.frozen = true;
  const talking = tabs.slice(0, TALKERS).map((tab) => talk(tab, () => cut === null && drops.length === 0));
  await until('it is cut off', () => cut !== null, 60_000);
  await Promise.all(talking);
  expect(cut).toBe('io server disconnect');
  expect(drops).toEqual([]);
  expect(steps).toBeGreaterThan(ABUSE_LIMITS.unshownSteps / 2); // as much came to the other
  const id = reader.view?.you;
  await until('the others see who is there', () =>
    tabs[0]?.view?.participants.some((each) => each.id === id && each.here),
  );
}, 90_000);
