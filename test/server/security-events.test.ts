import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../devices/postgres.ts';
import { startServer } from '../devices/server.ts';
import { newId, openTab, serverTime, type Tab, until } from './tab.ts';

const [QUIET, FLOOD, RECORDS, GUESSES] = [1, 2, 3, 4].map((last) => `203.0.113.${last}`);
const undo: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const each of undo.reverse()) await each();
});

test('W6 W12: who is cut off, records too often or guesses codes is in the security log, once; who does not is not', async () => {
  const database = await startPostgres();
  undo.push(() => database.stop());
  const server = await startServer({ env: { DATABASE_URL: database.url, TRUST_PROXY: 'loopback' } });
  undo.push(() => server.stop());
  const come = async (from = '') => {
    const tab = await openTab(server.url, { headers: { 'x-forwarded-for': from } });
    tab.socket.io.reconnection(false);
    return tab;
  };
  const record = async (tab: Tab) => {
    const started = await tab.call('recording-start', { startedAt: await serverTime(tab), canPlay: false });
    if (started.ok) await tab.call('recording-end', { recordingId: started.recordingId });
    return started;
  };

  const quiet = await come(QUIET);
  expect(await record(quiet)).toMatchObject({ ok: true });
  expect(await quiet.call('enter-code', { code: 'canary canary canary zoo' })).toMatchObject({ ok: false });

  const flood = await come(FLOOD);
  for (let i = 0; i < 1_000; i += 1) flood.socket.emit('item-remove', { itemId: newId() });
  await until('it is cut off', () => !flood.socket.connected, 10_000);

  const records = await come(RECORDS);
  for (let i = 0; i < 5; i += 1) expect(await record(records)).toMatchObject({ ok: true });
  for (let i = 0; i < 3; i += 1) expect(await record(records)).toMatchObject({ error: 'too-fast' });

  const guesses = await come(GUESSES);
  const guess = async () => (await guesses.call('enter-code', { code: 'canary canary canary zoo' })).error;
  let last = await guess();
  expect(last).toBe('bad-code');
  while (last !== 'code-throttled') last = await guess();

  for (const tab of [quiet, records, guesses]) tab.close();
  await server.stop(); // writes down what was noted
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  undo.push(() => client.end());
  const { rows } = await client.query('select address, event from security_events order by address');
  expect(rows).toEqual([
    { address: FLOOD, event: 'limit messages' },
    { address: RECORDS, event: 'limit recordings' },
    { address: GUESSES, event: 'limit enter-code' },
  ]);
  const { rows: times } = await client.query('select at from security_events');
  for (const { at } of times) expect(Math.abs(Date.now() - at.getTime())).toBeLessThan(120_000);
});
