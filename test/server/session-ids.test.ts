import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../devices/server.ts';
import { meetByCode, openTab, type Tab, until } from './tab.ts';

let server: RunningServer;
const tabs: Tab[] = [];
const open = async (options: Parameters<typeof openTab>[1] = {}) => {
  const tab = await openTab(server.url, options);
  tabs.push(tab);
  return tab;
};
beforeAll(async () => {
  server = await startServer({});
});
afterAll(async () => {
  for (const tab of tabs) tab.close();
  await server.stop();
});

test('W12: nothing that others are told of a tab lets anybody in as that tab; only its own secret id does', async () => {
  const [ada, bob] = [await open({ name: 'Ada' }), await open()];
  const told: string[] = [];
  bob.socket.onAny((...message) => told.push(JSON.stringify(message)));
  await meetByCode(ada, bob);
  await ada.lay({ kind: 'note', text: 'mine' });
  await until('the note', () => bob.view?.items.length === 1);
  expect(told.length).toBeGreaterThan(0);
  expect(told.join('')).toContain(ada.view?.id);
  expect(told.join('')).not.toContain(ada.tabId);
  const ids = new Set(told.join('').match(/[\w-]{22}/g));
  expect(ids.size).toBeGreaterThan(3);
  for (const id of ids) {
    if (id === bob.tabId) continue;
    const eve = await open({ tabId: id });
    expect([eve.view, eve.shelf.items]).toEqual([null, []]);
    eve.close();
  }
  const again = await open({ tabId: ada.tabId });
  expect(again.view?.items.map(({ text }) => text)).toEqual(['mine']);
});
