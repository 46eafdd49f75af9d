import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';

let device: Device;
let server: RunningServer;
beforeAll(async () => {
  server = await startServer();
  device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
});
afterAll(async () => {
  await Promise.allSettled([device?.close(), server?.stop()]);
});

test.each([
  [false, 0],
  [true, 1],
])('N1: the start page shows only what works (JavaScript: %s)', async (javaScriptEnabled, shown) => {
  const viewport = { width: 320, height: 700 };
  const context = await device.browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled, viewport });
  const page = await context.newPage();
  await page.goto(server.url);
  for (const control of ['#logo', '#panel-toggle', '#held-open'])
    expect([control, await page.locator(control).filter({ visible: true }).count()]).toEqual([
      control,
      shown,
    ]);
  for (const href of ['/privacy', '/news', '/your-data'])
    expect(await page.locator(`.foot a[href="${href}"]`).isVisible()).toBe(true);
  if (!javaScriptEnabled) {
    const box = await page.locator('.noscript').boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(16);
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(304);
  }
  await context.close();
});
