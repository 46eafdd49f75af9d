import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RetentionReading } from '../../src/shared/retention.ts';
import { renderRetentionPage } from '../../src/web/pages/retention.tsx';
import { type Device, launchDevice } from '../devices/device.ts';
import { violations } from './look.ts';
import { PART, servePart } from './support/part-page.ts';

const TIME = Date.UTC(2026, 10, 25, 6, 4, 11);
const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;

/** What the gauge reads with the oldest sound this old. */
function reading(audioMs: number): RetentionReading {
  return {
    now: { audioMs, idleMs: null },
    worst: { audioMs: Math.max(audioMs, 8_730), idleMs: 1_812_000 },
    since: TIME - 3_600_000,
    broken: { audio: audioMs > 10_000, idle: false },
  };
}

describe('B3: the page of the retention gauge in a browser without JavaScript', () => {
  let device: Device;
  let context: BrowserContext;
  let page: Page;
  let audioMs = 412;
  let loads = 0;

  beforeAll(async () => {
    device = await launchDevice({ kind: 'phone', microphone: 'absent' });
    context = await device.browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    });
    const files = (still: boolean) => () => {
      loads += 1;
      const html = renderRetentionPage({
        reading: reading(audioMs),
        assets: { styles: ['/part.css'] },
        time: TIME,
        still,
      });
      return { '/': ['text/html', html] as const };
    };
    await servePart(context, files(false));
    await servePart(device.context, files(true));
    page = await context.newPage();
  });
  afterAll(() => device?.close());

  test('shows what is new by itself: a limit is broken, and no new sound is taken', async () => {
    await page.goto(PART);
    expect(await page.locator('.retention-well').isVisible()).toBe(true);
    expect(await page.locator('.retention-stopped').count()).toBe(0);
    audioMs = 10_400;
    await page.locator('.retention-stopped').waitFor({ timeout: 15_000 });
    expect(loads).toBeGreaterThan(1);
    expect(await page.locator('[data-measure="audio"][data-broken="true"]').count()).toBe(1);
  });

  test.each([
    ['well', 412],
    ['broken', 10_400],
  ])('is accessible, light and dark, when all is %s', async (name, age) => {
    audioMs = age;
    for (const scheme of ['light', 'dark'] as const) {
      await device.page.emulateMedia({ colorScheme: scheme });
      await device.page.goto(PART);
      await device.page.screenshot({ path: `${SCREENS}retention-${name}-${scheme}.png` });
      expect(await violations(device.page)).toEqual([]);
    }
  });
});
