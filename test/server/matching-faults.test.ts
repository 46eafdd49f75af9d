import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startRedis } from '../devices/redis.ts';
import { until } from '../devices/wait.ts';
import {
  type DecidingServer,
  type Point,
  type Recording,
  startDecidingServer,
} from './support/deciding-servers.ts';

/*
 * Servers die, and Redis stands still, in the middle of bringing a room together: whoever hears it is joined or is told
 * that there is none, and nobody is half of each.
 */
const redis = await startRedis();
let servers: DecidingServer[] = [];
beforeEach(async () => {
  const secret = randomBytes(32);
  servers = await Promise.all([0, 1, 2].map(() => startDecidingServer(redis.url, secret)));
});
afterEach(() => {
  redis.resume();
  for (const server of servers) server.die();
});
afterAll(() => redis.stop());

const NEVER = new Promise<never>(() => {});
/** Its server says once that it is there, and the next word is its last. */
function dieAt(server: DecidingServer, when: Point): void {
  server.at = (point) => {
    if (point !== when) return undefined;
    server.die();
    return NEVER;
  };
}
/** The turn is its own when this resolves. */
function beginDeciding(server: DecidingServer, all: readonly Recording[]): Promise<void> {
  return new Promise((resolve) => {
    const { at } = server;
    server.at = (point) => {
      resolve();
      return at(point);
    };
    server.decide(roomOf(all));
  });
}
const recordOnEach = (those = servers) => Promise.all(those.map((server) => server.record()));
const roomOf = (recordings: readonly Recording[]) =>
  ({ type: 'room', recordingIds: recordings.map(({ id }) => id) }) as const;
/** How they stand: what each was told, and how many meetings they are in. */
async function standing(recordings: readonly Recording[]) {
  const places = await Promise.all(recordings.map((each) => each.meeting()));
  const outcomes = recordings.map(({ results }) => results.map(({ outcome }) => outcome).join(' then '));
  return {
    outcomes,
    meetings: new Set(places).size,
    joined: places.filter((place) => place !== null).length,
  };
}
const allTold = (recordings: readonly Recording[], ms = 15_000) =>
  until('all are told', ms, () => recordings.every(({ results }) => results.length > 0));

describe('the server that decides dies', () => {
  test.each(['waiting known', 'before joining elsewhere', 'joined elsewhere', 'before telling'] as const)(
    'A4: %s: the others of its room are in one meeting, and told so',
    async (point) => {
      const [first, ...others] = servers;
      const all = await recordOnEach();
      dieAt(first!, point);
      await beginDeciding(first!, all);
      for (const server of others) server.decide(roomOf(all));
      const left = all.slice(1);
      await allTold(left, 8_000); // one second; as long as its turn would have been, and more, is too long
      expect(await standing(left)).toEqual({ outcomes: ['found', 'found'], meetings: 1, joined: 2 });
    },
  );

  test('A4: also when it alone had heard the room, and the comparisons elsewhere say that there is none', async () => {
    const [first, ...others] = servers;
    const all = await recordOnEach();
    dieAt(first!, 'before telling');
    first!.decide(roomOf(all));
    const left = all.slice(1);
    await until('they are joined', 5_000, async () => (await standing(left)).joined === 2);
    others.forEach((server, i) => {
      server.decide({ type: 'none', recordingId: left[i]!.id, reason: 'no-match' });
      left[i]!.end();
    });
    await allTold(left);
    expect(await standing(left)).toEqual({ outcomes: ['found', 'found'], meetings: 1, joined: 2 });
  });

  test('A8: before anybody was joined, and nobody else is left: that one is told, and is nowhere', async () => {
    const [first, second] = servers;
    const pair = await recordOnEach([first!, second!]);
    dieAt(first!, 'waiting known');
    await beginDeciding(first!, pair);
    second!.decide(roomOf(pair));
    const left = pair.slice(1);
    await allTold(left);
    expect(await standing(left)).toMatchObject({ outcomes: ['none'], joined: 0 });
  });
});

test('A4: while another server decides nobody is told that there is none; else at once', async () => {
  const [first, second] = servers;
  const [one, other, alone] = [await first!.record(), await second!.record(), await second!.record()];
  const none = ({ id }: Recording) => ({ type: 'none', recordingId: id, reason: 'no-match' }) as const;
  first!.at = (point) => {
    if (point === 'waiting known') second!.decide(none(other), none(alone));
  };
  first!.decide(roomOf([one, other]));
  await allTold([one, other, alone]);
  expect(await standing([one, other])).toEqual({ outcomes: ['found', 'found'], meetings: 1, joined: 2 });
  expect(alone.results).toMatchObject([{ outcome: 'none', reason: 'no-match' }]);
});

test('A4: of three in a room the server of one dies before they are found: the other two are in a meeting', async () => {
  const all = await recordOnEach();
  servers[2]!.die();
  for (const server of servers.slice(0, 2)) server.decide(roomOf(all));
  const left = all.slice(0, 2);
  await allTold(left);
  expect(await standing(left)).toEqual({ outcomes: ['found', 'found'], meetings: 1, joined: 2 });
});

test.each(['waiting known', 'before joining elsewhere', 'before telling'] as const)(
  'A4 C1: Redis stands still for 3 s, %s: then all are in one meeting, and told so once',
  async (when) => {
    const all = await recordOnEach();
    let isOver = false;
    const [first, ...others] = servers;
    first!.at = (point) => {
      if (point !== when || isOver) return;
      isOver = true;
      redis.pause();
      setTimeout(() => redis.resume(), 3_000);
    };
    await beginDeciding(first!, all);
    for (const server of others) server.decide(roomOf(all));
    await allTold(all, 30_000);
    expect(isOver).toBe(true);
    expect(await standing(all)).toEqual({ outcomes: ['found', 'found', 'found'], meetings: 1, joined: 3 });
  },
);
