import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { violations } from './look.ts';

const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
const HOUR = 3_600_000;

describe('statistics and rights in a browser without JavaScript that refuses cookies', () => {
  let database: RunningPostgres;
  let server: RunningServer;
  let device: Device;
  let client: pg.Client;
  const folder = mkdtempSync(join(tmpdir(), 'zipsocket-statistics-'));
  const environment = () => ({ DATA_DIR: folder, DATABASE_URL: database.url, FEATURE_THREADS: '1' });
  const counted = async () =>
    (
      await client.query(
        "select value, count from counts where measure = 'page' and hour > now() - interval '2 hours'",
      )
    ).rows;
  const noScript = (more: object = {}): Promise<BrowserContext> =>
    device.browser.newContext({
      ...{ javaScriptEnabled: false, ignoreHTTPSErrors: true, viewport: { width: 320, height: 640 } },
      ...more,
    });

  beforeAll(async () => {
    database = await startPostgres();
    server = await startServer({ env: environment() });
    device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await device?.close();
    await server?.stop();
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('W8: pages are counted by an image; with Do Not Track and Global Privacy Control none is', async () => {
    const context = await noScript();
    const page = await context.newPage();
    const foreign: string[] = [];
    let beacons = 0;
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) foreign.push(request.url());
      if (request.url().includes('/count.gif')) beacons += 1;
    });
    for (const path of ['/', '/feedback', '/your-data']) {
      await page.goto(`${server.url}${path}`, { waitUntil: 'networkidle' });
    }
    expect(beacons).toBe(3);
    for (const wish of [{ dnt: '1' }, { 'sec-gpc': '1' }]) {
      await context.setExtraHTTPHeaders(wish as Record<string, string>);
      await page.goto(`${server.url}/statistics`, { waitUntil: 'networkidle' });
    }
    expect(beacons).toBe(3);
    expect(foreign).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    await context.close();
    // A server that is stopped keeps what it has counted.
    await server.stop();
    const pages = (await counted()).map(({ value, count }) => `${value} ${count}`).sort();
    expect(pages).toEqual(['/ 1', '/feedback 1', '/your-data 1']);
    server = await startServer({ env: environment() });
  });

  test('W10: the public page is accessible, light and dark, small and large', async () => {
    const rows = [
      ...[7, 14, 21, 28, 35].map((days) => ['visit', '', 20 + days * 7, days] as const),
      ...[7, 21, 28].map((days) => ['meeting', '', 5 + days, days] as const),
      ...[['page', '/', 120, 7] as const, ['page', '/privacy', 31, 7] as const],
      ...[['browser', 'Firefox', 44, 7] as const, ['browser', 'Chrome', 90, 7] as const],
      ...[['match', 'found', 61, 7] as const, ['match', 'too-quiet', 9, 7] as const],
    ];
    for (const [measure, value, count, days] of rows) {
      // The week before is over since an hour; on a Monday just after midnight the one before that is.
      const hour = new Date(Math.floor(Date.now() / HOUR - 2) * HOUR - days * 24 * HOUR);
      await client.query('insert into counts values ($1, $2, $3, $4)', [hour, measure, value, count]);
    }
    for (const [size, width] of [
      ['small', 320],
      ['large', 1280],
    ] as const) {
      for (const scheme of ['light', 'dark'] as const) {
        await device.page.setViewportSize({ width, height: 800 });
        await device.page.emulateMedia({ colorScheme: scheme });
        for (const name of ['statistics', 'your-data']) {
          await device.page.goto(`${server.url}/${name}`);
          expect(await violations(device.page)).toEqual([]);
          const over = await device.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(over).toBeLessThanOrEqual(0);
          const path = `${SCREENS}${name}-${size}-${scheme}.png`;
          await device.page.screenshot({ path, fullPage: true });
        }
      }
    }
    await device.page.goto(`${server.url}/statistics`);
    expect(await device.page.getByRole('table', { name: 'Browser' }).getByRole('row').count()).toBe(2);
  });

  test('W11: a person asks for a link, sees what is held, and erases it', async () => {
    const email = 'grace@example.org';
    await client.query(
      "insert into messages values (gen_random_uuid(), 'feedback', 'Grace', $1, null, 'It works.', now(), null, null)",
      [email],
    );
    const context = await noScript();
    const page = await context.newPage();
    await page.goto(`${server.url}/your-data`);
    await page.getByLabel('E-mail address').fill('grace at example');
    await page.waitForTimeout(2_100); // nobody fills in a form faster
    await page.getByRole('button', { name: 'Send' }).click();
    const field = page.getByLabel('E-mail address');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('grace at example');
    await field.fill('Grace@Example.org');
    await page.waitForTimeout(2_100);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').waitFor();
    const { rows } = await client.query('select text from mails where recipient = $1', [email]);
    const [link = ''] = /https:\S+/.exec(rows[0].text) ?? [];
    expect(new URL(link).port).toBe(String(server.port));
    const path = new URL(link).pathname;
    await page.goto(`${server.url}${path}`);
    expect(await page.getByText('It works.').isVisible()).toBe(true);
    await device.page.setViewportSize({ width: 320, height: 800 });
    await device.page.goto(`${server.url}${path}`);
    expect(await violations(device.page)).toEqual([]);
    await device.page.screenshot({ path: `${SCREENS}held-small.png`, fullPage: true });
    // She gave no number, so there is none to correct.
    expect(await page.getByLabel('Telephone number').count()).toBe(0);
    await page.getByLabel('Name').fill('Grace H.');
    await page.getByRole('button', { name: 'Correct it' }).click();
    await page.getByRole('status').waitFor();
    expect(await page.getByText('Grace H.').first().isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByText('is erased').waitFor();
    const left = await client.query('select 1 from messages where email = $1', [email]);
    expect(left.rowCount).toBe(0);
    await page.goto(`${server.url}${path}`);
    expect(await page.getByRole('alert').textContent()).toContain('used up');
    await context.close();
  });
});
