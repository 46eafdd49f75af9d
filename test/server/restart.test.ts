import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../devices/free-port.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { makePng } from '../files/png.ts';
import { openPage, type PageTab } from './support/page-tab.ts';
import { meetByCode, readBytes, until } from './tab.ts';

/** A single server that is killed, and started again at the same port with the same folder. */
let folder: string;
let port: string;
let server: RunningServer;
const pages: PageTab[] = [];
const start = async () => {
  server = await startServer({ env: { PORT: port, DATA_DIR: folder, FEATURE_THREADS: '1' } });
};
const open = async () => {
  const page = await openPage(server.url);
  pages.push(page);
  return page;
};
const ids = ({ tab }: PageTab) => tab.view?.items.map(({ id }) => id).sort() ?? [];
const shelved = ({ tab }: PageTab) => tab.shelf.items.map(({ id }) => id).sort();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zipsocket-restart-'));
  port = String(await freePort());
  await start();
});
afterEach(async () => {
  for (const { tab } of pages.splice(0)) tab.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('C1 C3 C6 C7 C10: killed and started again, three tabs are whole within 5 s; what was removed does not return', async () => {
  const [ada, bob, cy] = [await open(), await open(), await open()];
  const kept = await cy.lay({ kind: 'note', text: 'held back' });
  await cy.tab.call('hold-back', { on: true });
  const meetingId = await meetByCode(ada.tab, bob.tab, cy.tab);
  const note = await ada.lay({ kind: 'note', text: 'stays' });
  const gone = await ada.lay({ kind: 'note', text: 'goes' });
  const png = makePng(40, 40);
  const file = await bob.lay({ kind: 'file', text: 'a.png', file: new Blob([new Uint8Array(png)]) });
  const under = await bob.lay({ kind: 'url', text: 'https://b.example/' });
  const all = [ada, bob, cy];
  await until('all is there', () => all.every((page) => ids(page).length === 4));
  await ada.outbox.remove(gone);
  await until('one is gone', () => all.every((page) => ids(page).length === 3));
  const before = all.map(({ tab }) => [tab.view?.you, tab.view?.reader]);

  await server.stop('SIGKILL');
  void bob.outbox.remove(under); // C3: pressed while nobody hears it
  await start();
  const listensAt = performance.now();
  const whole = [note, file].sort();
  await until('all are whole again', () => all.every((page) => `${ids(page)}` === `${whole}`), 10_000);
  expect(performance.now() - listensAt).toBeLessThan(5_000);
  expect(all.map(({ tab }) => tab.view?.id)).toEqual([meetingId, meetingId, meetingId]);
  expect(all.map(({ tab }) => [tab.view?.you, tab.view?.reader])).toEqual(before);
  await until('what was held back is on its shelf, and on no table', () => `${shelved(cy)}` === kept);
  expect([cy.tab.shelf.held, shelved(ada)]).toEqual([true, []]);
  const source = ada.tab.view?.items.find(({ id }) => id === file)?.source as string;
  expect((await readBytes(server.url, source)).body.equals(png)).toBe(true);
  // C2: what a page has not got is nowhere either.
  for (const page of all) {
    const held = (await page.tab.call('held')).items as { itemId: string }[];
    const own = page.tab.view?.items.filter(({ ownerId }) => ownerId === page.tab.view?.you) ?? [];
    const panel = [...own.map(({ id }) => id), ...shelved(page)];
    expect(held.map(({ itemId }) => itemId).sort()).toEqual(panel.sort());
  }
});

test('C7: what waited on the shelf of somebody in no meeting is back on it', async () => {
  const ada = await open();
  const note = await ada.lay({ kind: 'note', text: 'waits' });
  await until('it is there', () => shelved(ada).length === 1);
  await server.stop('SIGKILL');
  await start();
  await until('it is back', () => ada.tab.welcomes > 1 && `${shelved(ada)}` === note, 10_000);
  expect(ada.tab.view).toBeNull();
});

test('C4 C5 B7: who left, was sent out, or closed the page does not come back', async () => {
  const [ada, bob, cy, dora] = [await open(), await open(), await open(), await open()];
  await meetByCode(ada.tab, bob.tab, cy.tab, dora.tab);
  await bob.tab.call('leave');
  await ada.tab.call('remove-participant', { participantId: cy.tab.view?.you });
  dora.tab.close();
  await until('both are out', () => bob.tab.view === null && cy.tab.view === null);
  const [left, sentOut] = [bob.tab.ticket, cy.tab.ticket];
  const others = [ada, bob, cy];
  const before = others.map(({ tab }) => tab.welcomes);
  await server.stop('SIGKILL');
  await start();
  const areTold = () => others.every(({ tab }, i) => tab.welcomes > (before[i] as number));
  await until('all who are left are told where they are', areTold, 15_000);
  expect([left, sentOut, bob.tab.view, cy.tab.view]).toEqual([null, null, null, null]);
  expect(ada.tab.view?.participants).toHaveLength(1);
});

test('W12: the key of tickets is the server’s own, and nobody else on the machine reads it', () => {
  expect(statSync(join(folder, 'ticket.key')).mode & 0o777).toBe(0o600);
});
