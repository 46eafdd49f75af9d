import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { violations } from './look.ts';

describe('what the page fetches later', () => {
  let server: RunningServer;
  let device: Device;
  beforeAll(async () => {
    server = await startServer({});
    device = await launchDevice({ kind: 'phone', microphone: 'absent', calm: true });
  });
  afterAll(async () => {
    await device?.close();
    await server?.stop();
  });

  const newTab = async () => {
    const page = await device.page.context().newPage();
    page.setDefaultTimeout(15_000);
    return page;
  };
  const open = async (page: Page) => {
    await page.goto(server.url);
    await page.locator('body[data-connection="online"]').waitFor();
  };

  test('is not loaded by a page that is only opened; the first key fetches it', async () => {
    const page = await newTab();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/\/later-[^/]+\.(js|css)$/.test(request.url())) asked.push(request.url());
    });
    await open(page);
    await page.waitForLoadState('networkidle');
    expect(asked).toEqual([]);
    await page.keyboard.press('Tab');
    await expect.poll(() => asked.length).toBe(2);
    await page.close();
  });

  test.each(['**/later-parts*.js', '**/later-*.css'])(
    '%s that does not come is tried again, told in words, and fetched when asked for',
    async (what) => {
      const page = await newTab();
      let refused = 0;
      await page.route(what, (route) => {
        refused += 1;
        return route.abort();
      });
      await open(page);
      await page.locator('#code-begin').click();
      await page.locator('.later[data-failed]', { hasText: 'did not arrive' }).waitFor();
      expect(refused, 'tries by itself').toBe(4);
      expect(await violations(page)).toEqual([]);
      await page.unroute(what);
      await page.locator('#later-again').click();
      const head = page.locator('.table-head');
      await head.waitFor();
      expect(await head.evaluate((element) => getComputedStyle(element).display)).toBe('flex');
      await page.close();
    },
  );
});
