import { ClientOfflineError } from '@redis/client';
import { expect, test } from 'vitest';
import type { Bus } from '../../src/server/cluster/bus.ts';
import { createClusterLines } from '../../src/server/cluster/cluster-lines.ts';
import type { SocketServer } from '../../src/server/socket/socket-server.ts';
import { createLiveWorld } from './live-world.ts';

/** Two in a meeting, whose store fails when it is told to. */
async function world() {
  const made = createLiveWorld();
  await made.open('a', 'b');
  await made.meet('a', 'b');
  const { apply, getTab } = made.store;
  const away = () => Promise.reject(new ClientOfflineError());
  const setAway = (isAway: boolean) => {
    made.store.apply = isAway ? away : apply;
  };
  /** Nothing is known of any tab. */
  const setBlind = (isBlind: boolean) => {
    made.store.getTab = isBlind ? away : getTab;
  };
  const shown = async () => (await made.view('b'))?.participants.map(({ here }) => here);
  return { ...made, setAway, setBlind, shown };
}

test('C6: a lost line that was not noted whole is still known to be lost', async () => {
  const { store, live, setAway, shown } = await world();
  const serverId = (await store.getTab('a'))?.line as string;
  setAway(true);
  await expect(live.lineLost('a')).rejects.toThrow();
  setAway(false);
  expect(await shown()).toEqual([true, true]);
  expect(await store.tabsOn(serverId), 'whoever looks finds it').toContain('a');
  await live.lineLost('a');
  expect(await shown()).toEqual([false, true]);
});

test('a shelf that cannot be looked at, and a tab that cannot be found, end no server', async () => {
  const { live, faults, settled, setBlind, store } = await world();
  setBlind(true);
  await expect(live.refresh('a')).rejects.toThrow();
  await settled(); // a rejection that nobody takes would end the process, and this run
  expect(faults).toHaveLength(1);
  const noted: string[] = [];
  const sockets = { connected: () => false } as unknown as SocketServer;
  const bus = { serverId: 'one', on: () => {} } as unknown as Bus;
  const lines = createClusterLines({ sockets, store, bus, onFault: (code) => void noted.push(code) });
  expect(await lines.show('a', 'shelf', { items: [], reader: null, held: false }, [])).toBe(false);
  expect(noted).toEqual(['show']);
});

test('C6: whoever was on the way back into a lost meeting when the store failed gets there the next time', async () => {
  const before = await world();
  const view = await before.view('a');
  const ticket = before.tickets.get('a') ?? null;
  const after = createLiveWorld({ since: before.now() + 1_000 });
  const { apply, createMeeting } = after.store;
  for (const fails of ['createMeeting', 'apply'] as const) {
    Object.assign(after.store, { [fails]: () => Promise.reject(new ClientOfflineError()) });
    await expect(after.arrive('a', ticket)).rejects.toThrow();
    Object.assign(after.store, { apply, createMeeting });
  }
  await after.arrive('a', ticket);
  expect([(await after.view('a'))?.id, (await after.view('a'))?.you]).toEqual([view?.id, view?.you]);
  expect(after.restored.has('a')).toBe(true);
  await after.live.leave('a');
  await after.arrive('a', ticket);
  expect(await after.view('a'), 'C4: who left does not come back by it').toBeNull();
});
