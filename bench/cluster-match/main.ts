import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { startPostgres } from '../../test/devices/postgres.ts';
import { startRedis } from '../../test/devices/redis.ts';
import { type RunningServer, startServer } from '../../test/devices/server.ts';
import { type Landed, landAt, renderRooms } from '../../test/server/support/rooms-at-servers.ts';

/**
 * Whether three servers bring rooms together as one does, and as soon: the same rendered rooms, each of three devices,
 * and devices in rooms of their own, are heard by one server and, in the same run, by three that each hear one device
 * of every room. With few all features travel, with more than 40 at a time sketches do.
 */
const SEED = 71;
const SIZES = [
  { name: 'features', rooms: 4, decoys: 2 },
  { name: 'sketches', rooms: 12, decoys: 6 },
];
const ROUNDS = 1;

const redis = await startRedis();
const postgres = await startPostgres();
const servers: RunningServer[] = [];
const cluster = {
  ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, FEATURE_THREADS: '1' },
  CLUSTER_SECRET: randomBytes(24).toString('base64url'),
};
const rows: ReturnType<typeof compare>[] = [];
try {
  servers.push(await startServer());
  for (let i = 0; i < 3; i += 1) servers.push(await startServer({ env: cluster }));
  const [alone, ...several] = servers.map(({ url }) => url);
  await landAt(
    [alone!, ...several],
    (await renderRooms({ seed: 1, rooms: 1, devices: 3, decoys: 1 })).slice(0, 4),
  );
  for (const { name, rooms, decoys } of SIZES) {
    const [one, three]: [Landed[], Landed[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const devices = await renderRooms({ seed: SEED + round, rooms, devices: 3, decoys });
      one.push(...labelled(round, await landAt([alone!], devices)));
      three.push(...labelled(round, await landAt(several, devices)));
    }
    rows.push(compare(name, rooms * 3 + decoys, one, three));
  }
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.stop();
  await postgres.stop();
}
console.table(rows);
writeFileSync(
  new URL('../results/cluster-match.json', import.meta.url),
  `${JSON.stringify({ rounds: ROUNDS, rows }, null, 1)}\n`,
);

/** Rooms of different rounds are different rooms. */
function labelled(round: number, landed: readonly Landed[]): Landed[] {
  return landed.map((each) => ({ ...each, room: 1_000 * round + each.room }));
}

function compare(name: string, recordings: number, one: readonly Landed[], three: readonly Landed[]) {
  const [a, b] = [timesOf(one), timesOf(three)];
  const same = one.filter(({ outcome }, i) => outcome === three[i]!.outcome).length;
  return {
    ...{ name, recordings, of: one.length, decidedAlike: same },
    ...{ oneWhole: wholeRooms(one), threeWhole: wholeRooms(three), mixed: mixed(one) + mixed(three) },
    ...{ oneP50: at(a, 0.5), threeP50: at(b, 0.5), oneP95: at(a, 0.95), threeP95: at(b, 0.95) },
    ...{ ratioP50: Number((at(b, 0.5) / at(a, 0.5)).toFixed(2)), laterP50: at(b, 0.5) - at(a, 0.5) },
    ...{ oneRefused: refused(one), threeRefused: refused(three) },
  };
}

function timesOf(landed: readonly Landed[]): number[] {
  return landed.filter(({ outcome }) => outcome === 'found').map(({ ms }) => ms);
}
function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((x, y) => x - y);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
}
function refused(landed: readonly Landed[]): number {
  return landed.reduce((sum, each) => sum + each.refused, 0);
}
function roomsOf(landed: readonly Landed[]): Set<number> {
  return new Set(landed.map(({ room }) => room));
}

/** Rooms all of whose devices are in one meeting; rooms of one device are none. */
function wholeRooms(landed: readonly Landed[]): number {
  return [...roomsOf(landed)].filter((room) => {
    const own = landed.filter((each) => each.room === room);
    const [first] = own;
    return own.length > 1 && own.every(({ meeting }) => meeting !== null && meeting === first!.meeting);
  }).length;
}

/** Meetings with devices of more than one room. */
function mixed(landed: readonly Landed[]): number {
  const met = landed.filter(({ meeting }) => meeting !== null);
  return [...new Set(met.map(({ meeting }) => meeting))].filter(
    (meeting) => roomsOf(met.filter((each) => each.meeting === meeting)).size > 1,
  ).length;
}
