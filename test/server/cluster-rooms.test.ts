import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '../devices/postgres.ts';
import { startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { talkInTwoRooms } from './short-talk.ts';
import { type Landed, landAt, type RoomDevice, renderRooms } from './support/rooms-at-servers.ts';
import { listen, openTab, until } from './tab.ts';

/*
 * The same rooms at one server and at three, with real sound. How much sooner or later is what bench/cluster-match
 * measures; here only that it is no other time.
 */
const redis = await startRedis();
const postgres = await startPostgres();
const servers: RunningServer[] = [];
/** Four servers are started, and sound is heard again, on a machine that others use; ms. */
const PATIENCE_MS = 180_000;
const shared = {
  ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, FEATURE_THREADS: '1' },
  CLUSTER_SECRET: randomBytes(24).toString('base64url'),
};

beforeAll(async () => {
  servers.push(await startServer());
  for (let i = 0; i < 3; i += 1) servers.push(await startServer({ env: shared }));
}, PATIENCE_MS);
afterAll(async () => {
  redis.resume();
  await Promise.all(servers.map((server) => server.stop()));
  await redis.stop();
  await postgres.stop();
});

/** Which rooms are whole in one meeting; whoever is alone in a room is in none. */
function standing(landed: readonly Landed[]) {
  const rooms = [...new Set(landed.map(({ room }) => room))];
  return rooms.map((room) => {
    const own = landed.filter((each) => each.room === room);
    const meetings = new Set(own.map(({ meeting }) => meeting));
    return { room, outcomes: own.map(({ outcome }) => outcome), together: meetings.size === 1 };
  });
}
/** Sound that came too late for a busy machine decides nothing: it is heard again then, a few times. */
async function landInTime(urls: readonly string[], devices: readonly RoomDevice[]): Promise<Landed[]> {
  for (let left = 3; ; left -= 1) {
    const landed = await landAt(urls, devices);
    if (left === 0 || landed.every(({ refused }) => refused === 0)) return landed;
  }
}
const slowest = (landed: readonly Landed[]) =>
  Math.max(...landed.filter(({ outcome }) => outcome === 'found').map(({ ms }) => ms));

test('A4: three rooms are decided at three servers as at one, each device of a room at another', {
  timeout: PATIENCE_MS,
}, async () => {
  const devices = await renderRooms({ seed: 71, rooms: 3, devices: 3, decoys: 1 });
  const [alone, ...several] = servers.map(({ url }) => url);
  const one = await landInTime([alone!], devices);
  const three = await landInTime(several, devices);
  expect(standing(three)).toEqual(standing(one));
  const found = { outcomes: ['found', 'found', 'found'], together: true };
  expect(standing(one).slice(0, 3)).toMatchObject([found, found, found]);
  expect(standing(one)[3]).toMatchObject({ outcomes: ['none'] });
  expect(new Set(three.map(({ meeting }) => meeting)).size).toBe(4);
  expect(slowest(three) - slowest(one)).toBeLessThan(4_000);
});

test('A4 A8: Redis stands still for 3 s while a room listens: all are joined, or all are told', async () => {
  const sounds = await talkInTwoRooms();
  const [ada, bob] = [
    await openTab(servers[1]!.url, { mayMiss: true }),
    await openTab(servers[2]!.url, { mayMiss: true }),
  ];
  try {
    let chunks = 0;
    ada.socket.onAnyOutgoing((event) => {
      if (event === 'recording-chunk') chunks += 1;
    });
    const listening = Promise.all([listen(ada, sounds.phone), listen(bob, sounds.laptop)]);
    await until('both listen', () => chunks >= 3);
    redis.pause();
    setTimeout(() => redis.resume(), 3_000);
    const outcomes = (await listening).map(({ outcome }) => outcome);
    const isJoined = outcomes.every((outcome) => outcome === 'found');
    if (isJoined)
      await until('they are in one meeting', () => ada.view !== null && ada.view.id === bob.view?.id);
    else expect([ada.view, bob.view, outcomes.includes('found')]).toEqual([null, null, false]);
  } finally {
    redis.resume();
    for (const tab of [ada, bob]) tab.close();
  }
});

test('A4: a server that hears one of a room is killed while it listens: the two others are in a meeting', {
  timeout: PATIENCE_MS,
}, async () => {
  const sounds = await talkInTwoRooms();
  const tabs = await Promise.all(servers.slice(1).map(({ url }) => openTab(url, { mayMiss: true })));
  const [ada, bob, cy] = tabs;
  try {
    let chunks = 0;
    cy!.socket.onAnyOutgoing((event) => {
      if (event === 'recording-chunk') chunks += 1;
    });
    listen(cy!, sounds.phone).catch(() => {}); // its server will not answer
    const listening = Promise.all([listen(ada!, sounds.phone), listen(bob!, sounds.laptop)]);
    await until('it listens', () => chunks >= 3);
    await servers[3]!.stop('SIGKILL');
    expect((await listening).map(({ outcome }) => outcome)).toEqual(['found', 'found']);
    await until('they are in one meeting', () => ada!.view !== null && ada!.view.id === bob!.view?.id);
  } finally {
    for (const tab of tabs) tab.close();
    await servers[3]!.stop('SIGKILL');
    servers[3] = await startServer({ env: shared });
  }
});
