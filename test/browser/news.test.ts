import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderUnsubscribePage } from '../../src/web/pages/site/news-pages.tsx';
import { type Device, launchDevice } from '../devices/device.ts';
import { type Mailbox, startMailbox } from '../devices/mailbox.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { linkIn, ORIGIN } from '../server/support/mail-parts.ts';
import { violations } from './look.ts';
import { PART, servePart } from './support/part-page.ts';

const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
const EMAIL = 'ada@example.org';

let server: RunningServer;
let mailbox: Mailbox;
let device: Device;
let still: BrowserContext;
let page: Page;
const foreign: string[] = [];

beforeAll(async () => {
  mailbox = await startMailbox();
  const sender = { SMTP_URL: mailbox.url, MAIL_FROM: 'news@zipsocket.example', PUBLIC_URL: ORIGIN };
  server = await startServer({ env: sender });
  device = await launchDevice({ kind: 'phone', microphone: 'absent' });
  still = await device.browser.newContext({
    ...{ javaScriptEnabled: false, ignoreHTTPSErrors: true, viewport: { width: 320, height: 700 } },
  });
  page = await still.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) foreign.push(request.url());
  });
});
afterAll(async () => {
  await still?.close();
  await device?.close();
  await server?.stop();
  await mailbox?.close();
});

const wide = (of: Page) =>
  of.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the mailing list in a browser without JavaScript, 320 px wide', () => {
  test('N4: a child is refused, beside the question, and nothing typed is lost', async () => {
    await page.goto(`${server.url}/news`);
    expect(await page.locator('main').textContent()).toContain('If you are under 13');
    await page.fill('#field-email', EMAIL);
    await page.fill('#field-name', 'Ada');
    await page.selectOption('#field-age', 'child');
    await page.click('main button[type=submit]');
    await page.locator('#field-age-error').waitFor();
    expect(await page.inputValue('#field-email')).toBe(EMAIL);
    expect(await page.locator('#field-age').getAttribute('aria-invalid')).toBe('true');
    expect(mailbox.mails).toEqual([]);
  });

  test('W4, W5: signing up and confirming work, without cookies and without other hosts; all is accessible', async () => {
    await page.selectOption('#field-age', 'adult');
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await page.click('main button[type=submit]');
    await page.getByText('Look into your mailbox').waitFor();
    const mail = await until('the mail is there', 20_000, () => mailbox.to(EMAIL)[0]);
    const link = linkIn(mail.parsed.text ?? '');
    await page.goto(server.url + link);
    await page.check('#uncounted');
    await page.click('main button[type=submit]');
    await page.getByText('You are on the list.').waitFor();
    expect(foreign).toEqual([]);
    expect(await still.cookies()).toEqual([]);
    expect(await wide(page)).toBe(0);

    for (const width of [320, 1280]) {
      await device.page.setViewportSize({ width, height: 800 });
      for (const path of [
        '/news',
        '/news?sent',
        '/news?confirmed',
        link,
        '/news/confirm/none',
        '/mail/unsubscribe/none',
      ]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await device.page.emulateMedia({ colorScheme });
          await device.page.goto(server.url + path);
          expect([path, await violations(device.page), await wide(device.page)]).toEqual([path, [], 0]);
        }
      }
    }
  });

  test.each([true, false, null])(
    'W5: the page of unsubscribing is accessible; counted: %s',
    async (countsOpens) => {
      const paths = { unsubscribe: '/mail/unsubscribe/x', opens: '/mail/opens/x' };
      const html = renderUnsubscribePage({ styles: ['/part.css'], paths, countsOpens });
      await servePart(device.context, () => ({ '/': ['text/html', html] }));
      for (const width of [320, 1280]) {
        await device.page.setViewportSize({ width, height: 800 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await device.page.emulateMedia({ colorScheme });
          await device.page.goto(PART);
          await device.page.screenshot({
            path: `${SCREENS}unsubscribe-${countsOpens}-${width}-${colorScheme}.png`,
          });
          expect([await violations(device.page), await wide(device.page)]).toEqual([[], 0]);
        }
      }
      expect(await device.page.getByRole('button').count()).toBe(countsOpens === null ? 1 : 2);
    },
  );
});
