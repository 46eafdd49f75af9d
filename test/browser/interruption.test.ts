import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BadLine, startBadLine } from '../devices/bad-line.ts';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningRedis, startRedis } from '../devices/redis.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { misfits, violations } from './look.ts';
import { personAt } from './person.ts';

/** Texts are tried again after 1, 2, 4 and 8 s, and next after 16. */
const TRIES = 5;
/** So much sooner than by itself it is tried again when the interruption is over, ms. */
const SOON_MS = 12_000;

let redis: RunningRedis | undefined;
let postgres: RunningPostgres | undefined;
let line: BadLine | undefined;
let server: RunningServer | undefined;
let device: Device | undefined;

beforeEach(async () => {
  redis = await startRedis();
  postgres = await startPostgres();
  line = await startBadLine({ target: Number(new URL(redis.url).port) });
  server = await startServer({
    env: {
      ...{ REDIS_URL: `redis://127.0.0.1:${line.port}`, DATABASE_URL: postgres.url },
      CLUSTER_SECRET: randomBytes(24).toString('base64url'),
    },
  });
  device = await launchDevice({ kind: 'phone', microphone: 'absent', calm: true });
});
afterEach(async () => {
  await device?.close();
  await server?.stop();
  await line?.close();
  await redis?.stop();
  await postgres?.stop();
});

test('C1: an interruption is said above everything and over nothing, announced, and what is laid down meanwhile follows', async () => {
  const { page } = device as Device;
  let sent = 0;
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('"item-add"')) sent += 1;
    }),
  );
  const person = personAt(page);
  await person.open((server as RunningServer).url);
  await person.begin();
  await person.lay('https://example.org/before');
  await person.card('example.org').waitFor();
  sent = 0;
  const place = page.locator('.line-place[role="status"]');
  const region = await place.elementHandle();
  expect(await region?.textContent(), 'who has the screen read to them hears what comes into it').toBe('');

  line?.cut();
  await person.sees(place.getByText('Interrupted for a moment'), 30_000);
  expect(await region?.textContent(), 'it is the same region').toContain('Interrupted');
  await person.lay('laid down meanwhile');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect([await violations(page), await misfits(page)]).toEqual([[], []]);
  }
  const under = await page.evaluate(() => {
    const banner = document.querySelector('.banner')?.getBoundingClientRect() as DOMRect;
    return [...document.querySelectorAll('.app :is(button, a, h1, p, li, textarea)')]
      .filter((element) => !element.closest('.visually-hidden'))
      .filter((element) => {
        const { top, bottom, width } = element.getBoundingClientRect();
        return width > 1 && top < banner.bottom && bottom > banner.top;
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 80));
  });
  expect(under, 'it covers nothing').toEqual([]);

  await until('it was tried for a while', 60_000, () => sent >= TRIES);
  await line?.heal();
  await person.sees(person.card('laid down meanwhile').first(), SOON_MS);
  await place.getByText('Interrupted').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('#announcer').textContent()).not.toBe('');
});
