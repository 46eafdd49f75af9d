import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningRedis, startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { createSmallDisk, type SmallDisk, whyNoSmallDisk } from '../devices/small-disk.ts';
import { makePng } from '../files/png.ts';
import { sendFeedback } from './support/feedback.ts';
import { formFields } from './support/form-fields.ts';
import { meetByCode, openTab, readBytes, type Tab, until } from './tab.ts';

const whyNot = whyNoSmallDisk();
if (whyNot !== null) console.warn(`A full disk of Postgres is not tested: ${whyNot}`);

/** Room for an empty database with its journal, and little more. MB */
const DISK = 80;
/** So many messages fit at most into what a full disk's files still have free. */
const FIT = 12;

describe('two servers whose Postgres has trouble', () => {
  let disk: SmallDisk | null = null;
  let postgres: RunningPostgres;
  let redis: RunningRedis;
  const servers: RunningServer[] = [];
  const tabs: Tab[] = [];
  beforeAll(async () => {
    disk = whyNot === null ? createSmallDisk(DISK) : null;
    postgres = await startPostgres(disk?.folder);
    redis = await startRedis();
    const env = {
      ...{ REDIS_URL: redis.url, DATABASE_URL: postgres.url, FEATURE_THREADS: '1' },
      CLUSTER_SECRET: randomBytes(32).toString('base64url'),
    };
    for (let i = 0; i < 2; i += 1) servers.push(await startServer({ env }));
  }, 120_000);
  afterAll(async () => {
    for (const tab of tabs) tab.close();
    await Promise.all(servers.map((server) => server.stop()));
    await redis?.stop();
    await postgres?.stop();
    disk?.remove();
  }, 60_000);

  const at = (index: number) => servers[index]?.url as string;
  let last = 1;
  /** Nobody sends many from one address. */
  const newAddress = () => {
    last += 1;
    return `127.0.0.${last}`;
  };
  const send = (index: number) => sendFeedback(at(index), newAddress());
  async function meetAndShare() {
    const [ada, bob] = [await openTab(at(0)), await openTab(at(1))];
    tabs.push(ada, bob);
    await meetByCode(ada, bob);
    const png = makePng(40, 40);
    const { itemId } = await ada.layFile('a.png', png);
    const item = await until('it is there', () => bob.view?.items.find(({ id }) => id === itemId));
    expect((await readBytes(at(1), item.source as string)).body.equals(png)).toBe(true);
    expect(await ada.call('item-remove', { itemId })).toMatchObject({ ok: true });
    await until('C3: it is gone', () => bob.view?.items.length === 0);
  }
  const expectKept = ({ status, body, text }: Awaited<ReturnType<typeof send>>) => {
    expect(status).toBe(503);
    expect(body).toContain('Nothing you wrote is lost');
    expect(formFields(body).text).toEqual([text]);
  };

  test('C1 C3 W4: it stands still: people on both meet and share, forms on both say so and lose nothing typed', async () => {
    expect((await send(0)).status, 'while it answers').toBe(303);
    postgres.pause();
    try {
      await meetAndShare();
      for (const reply of await Promise.all([send(0), send(1)])) expectKept(reply);
    } finally {
      postgres.resume();
    }
    for (const reply of await Promise.all([send(0), send(1)])) expect(reply.status).toBe(303);
  }, 120_000);

  test.skipIf(whyNot !== null)(
    'C1 C3 W4: its disk is full: the same, and with room again messages are taken',
    async () => {
      disk?.fill();
      try {
        let reply = await send(0);
        for (let sent = 1; reply.status === 303 && sent < FIT; sent += 1) {
          disk?.fill(); // the database has given room back: pieces of its journal that it needs no more
          reply = await send(sent % 2);
        }
        expectKept(reply);
        await meetAndShare();
      } finally {
        disk?.makeRoom();
      }
      await until(
        'both take messages',
        async () => (await Promise.all([send(0), send(1)])).every(({ status }) => status === 303),
        60_000,
      );
    },
    180_000,
  );
});
