import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LEFT_IN_BROWSER, NAME_COOKIE } from '../../src/shared/cookies.ts';
import { readPolicy } from '../../src/site/policy/read-policy.ts';
import { type Device, launchDevice, launchRefusing } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { writePolicy } from '../server/support/policy-folder.ts';
import { violations } from './look.ts';
import { personAt } from './person.ts';

const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
const NOTICE = 'The policy now says more about surveys.';
const PAGES = [
  ...[
    '/privacy',
    '/privacy/history',
    '/privacy/versions/2020-01-01',
    '/privacy/proofs',
    '/privacy/california',
  ],
  ...['/feedback', '/information'],
];

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-site-'));
let device: Device;
let server: RunningServer;
let origin: string;

beforeAll(async () => {
  const [{ text }] = readPolicy();
  const notice = { text: NOTICE, until: '2999-12-31' };
  writePolicy(folder, [
    { date: '2020-01-01', text: text.replace('no sweepstakes', 'neither owls'), substantial: false },
    { date: '2020-03-04', text, substantial: true, notice },
  ]);
  server = await startServer({ env: { POLICY_DIR: folder } });
  origin = new URL(server.url).origin;
  device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
});
afterAll(async () => {
  await Promise.allSettled([device?.close(), server?.stop()]);
  rmSync(folder, { recursive: true });
});

/** A browser of somebody, and what went wrong or out of it. */
async function visit(options: { script: boolean; width?: number; dark?: boolean }) {
  const context = await device.browser.newContext({
    ignoreHTTPSErrors: true,
    javaScriptEnabled: options.script,
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: { width: options.width ?? 1366, height: 800 },
  });
  const seen = { requests: 0, elsewhere: [] as string[], complaints: [] as string[] };
  context.on('request', (request) => {
    seen.requests += 1;
    if (new URL(request.url()).origin !== origin) seen.elsewhere.push(request.url());
  });
  context.on('console', (message) => {
    if (message.type() === 'error') seen.complaints.push(message.text());
  });
  return { context, page: await context.newPage(), seen };
}

const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe.each([
  { script: false, width: 320, dark: false },
  { script: false, width: 1366, dark: true },
  { script: true, width: 320, dark: true },
])('the website, $width px, script: $script, dark: $dark', (options) => {
  let context: BrowserContext;
  let page: Page;
  let seen: Awaited<ReturnType<typeof visit>>['seen'];
  beforeAll(async () => {
    ({ context, page, seen } = await visit(options));
  });
  afterAll(() => context?.close());

  test.each(PAGES)('W2 W9: %s is accessible, fits, and loads nothing from elsewhere', async (target) => {
    const answer = await page.goto(server.url + target);
    expect(answer?.status()).toBe(200);
    if (options.script) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page)).toEqual([]);
      }
    }
    const name = `site${target.replaceAll('/', '-')}-${options.width}-${options.dark ? 'dark' : 'light'}`;
    await page.screenshot({ path: `${SCREENS}${name}.png`, fullPage: true });
    expect(await isTooWide(page)).toBe(false);
    expect(await page.locator('h1').count()).toBe(1);
    expect(seen.elsewhere).toEqual([]);
    expect(seen.complaints).toEqual([]);
    expect(seen.requests).toBeGreaterThan(0);
    expect(await context.cookies()).toEqual([]);
  });

  test('W4: a form: errors beside the fields, what was typed stays, then thanks', async () => {
    await page.goto(`${server.url}/information`);
    await page.getByLabel('What would you like to know?').fill('Is it loud?\nVery?');
    await page.getByLabel('E-mail address').fill('kim at example');
    const heightOf = async (what: Locator) => (await what.boundingBox())?.height ?? 0;
    expect(await heightOf(page.getByRole('button', { name: 'Send' }))).toBeGreaterThanOrEqual(44);
    expect(await heightOf(page.getByLabel('What would you like to know?'))).toBeGreaterThan(120);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('This is no e-mail address.').waitFor();
    expect(await page.getByLabel('What would you like to know?').inputValue()).toBe('Is it loud?\nVery?');
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('kim at example');
    expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
    if (options.script) expect(await violations(page)).toEqual([]);
    await page.getByLabel('E-mail address').fill('kim@example.org');
    await page.getByLabel('How old are you?').selectOption('child');
    // Nobody fills it in faster; a machine would.
    await page.waitForTimeout(2_100);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('We take nothing personal from children under 13.').waitFor();
    expect(await page.getByLabel('How old are you?').inputValue()).toBe('child');
    await page.getByLabel('How old are you?').selectOption('adult');
    await page.waitForTimeout(2_100);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('status').getByText('Your question has arrived.').waitFor();
    expect(page.url()).toBe(`${server.url}/information?sent`);
  });

  test('W3: the notice is on the home page, and can be hidden, without a cookie', async () => {
    await page.goto(server.url);
    await page.getByText(NOTICE).waitFor();
    if (options.script) {
      await page.locator('body[data-connection="online"]').waitFor();
      expect(await violations(page)).toEqual([]);
    }
    await page.screenshot({ path: `${SCREENS}site-notice-${options.width}-${options.script}.png` });
    expect(await isTooWide(page)).toBe(false);
    await page.locator('.home-notice summary').click();
    await page.getByText(NOTICE).waitFor({ state: 'hidden' });
    expect(await context.cookies()).toEqual([]);
  });

  test('N4: the home page says the rule for children, and leads to the policy', async () => {
    await page.goto(server.url);
    await page.getByText('Under 13?').waitFor();
    await page.getByRole('contentinfo').getByRole('link', { name: 'Privacy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Privacy' }).waitFor();
    expect(await page.getByText('If you are under 13, use ZipSocket only together').count()).toBe(1);
  });

  test('W2: a sign leads to what keeps its promise, with a target of 24 px', async () => {
    await page.goto(`${server.url}/privacy`);
    const sign = page.getByRole('link', { name: 'C11: what keeps this promise' });
    const { width = 0, height = 0 } = (await sign.boundingBox()) ?? {};
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    await sign.click();
    expect(new URL(page.url()).hash).toBe('#C11');
    expect(await page.locator('#C11').textContent()).toContain('src/storage/item-vault.ts');
  });
});

describe('W7: what is left in a browser', () => {
  const left = async (page: Page) => {
    const inPage = await page.evaluate(() => ({
      'local storage': Object.keys(localStorage),
      'session storage': Object.keys(sessionStorage),
    }));
    const cookies = (await page.context().cookies()).map(({ name }) => name);
    return { ...inPage, cookie: cookies };
  };
  const listed = (kind: string) =>
    LEFT_IN_BROWSER.filter((each) => each.kind === kind && each.whose === 'a visitor').map(
      ({ name }) => name,
    );

  test('after a whole journey it is what the policy lists, and before it no cookie', async () => {
    const { context, page } = await visit({ script: true });
    const person = personAt(page);
    await person.open(server.url);
    expect((await left(page)).cookie).toEqual([]);
    await person.name('Kim');
    await expect.poll(async () => (await left(page)).cookie).toEqual([NAME_COOKIE]);
    await page.locator('label[for="soft-sound"]').click();
    await person.lay('https://example.org/a-journey');
    for (const target of PAGES) await page.goto(server.url + target);
    await person.open(server.url);
    const found = await left(page);
    for (const kind of ['cookie', 'local storage', 'session storage'] as const)
      expect([kind, found[kind].sort()]).toEqual([kind, listed(kind).sort()]);
    await page.goto(`${server.url}/privacy`);
    for (const { name } of LEFT_IN_BROWSER)
      expect(await page.locator('td code', { hasText: new RegExp(`^${name}$`) }).count()).toBe(1);
    await context.close();
  });

  test('where a browser refuses it all, home, policy and forms work', async () => {
    const { context, close } = await launchRefusing();
    const page = await context.newPage();
    await personAt(page).open(server.url);
    const isRefused = await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: whether it is refused is the question
      document.cookie = 'a=b; Secure';
      return document.cookie === '';
    });
    expect(isRefused).toBe(true);
    await personAt(page).name('Kim');
    await page.getByText('This browser refuses cookies, so the name lasts').waitFor();
    await page.goto(`${server.url}/privacy`);
    await page.goto(`${server.url}/feedback`);
    await page.getByLabel('What would you like to tell us?').fill('No cookies, thank you.');
    await page.waitForTimeout(2_100);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you. It has arrived.').waitFor();
    expect(await context.cookies()).toEqual([]);
    await close();
  });
});

test('W2 W10: every link of the home page and of the website leads somewhere on it', async () => {
  const { context, page, seen } = await visit({ script: false });
  const found = new Set(['/nowhere']);
  for (const target of ['/', ...PAGES]) {
    await page.goto(server.url + target);
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    for (const link of links.filter((href) => href.startsWith('https:'))) {
      expect(new URL(link).origin).toBe(origin);
      found.add(new URL(link).pathname);
    }
  }
  expect([...found]).toEqual(
    expect.arrayContaining(['/statistics', '/your-data', '/privacy.json', '/retention']),
  );
  const answers = await Promise.all(
    [...found].map(async (target) => [target, (await page.request.get(server.url + target)).status()]),
  );
  expect(answers.filter(([, status]) => status !== 200)).toEqual([['/nowhere', 404]]);
  expect(seen.elsewhere).toEqual([]);
  await context.close();
});

describe('W9: the check of requests', () => {
  test('sees a request to another origin', async () => {
    const { context, page, seen } = await visit({ script: false });
    await page.setContent('<img src="https://127.0.0.1:9/x.png">');
    await expect.poll(() => seen.elsewhere).toEqual(['https://127.0.0.1:9/x.png']);
    await context.close();
  });
});
