import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../../src/shared/limits.ts';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { HOSTILE_FILES } from '../hostile/hostile-files.ts';
import { HOSTILE_TEXTS } from '../hostile/hostile-texts.ts';
import { meetByCode, openTab, type Tab, until } from '../server/tab.ts';
import { violations } from './look.ts';
import { type Person, personAt } from './person.ts';

/** Everything hostile that a server takes lies on one table at once, and a real browser shows it. */
let server: RunningServer;
let device: Device;
let laptop: Person;
const tabs: Tab[] = [];
const problems: string[] = [];
const strangers: string[] = [];
const texts = HOSTILE_TEXTS.filter(({ error }) => error === null);
const files = HOSTILE_FILES.filter(({ comes }) => !('error' in comes));

beforeAll(async () => {
  server = await startServer();
  device = await launchDevice({ kind: 'laptop', microphone: 'absent', calm: true });
  const { page } = device;
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.includes('SSL certificate')) problems.push(text);
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(server.url).origin) strangers.push(request.url());
  });
  laptop = personAt(page);
  await laptop.open(server.url);
  const people = Math.ceil((texts.length + files.length) / (LIMITS.itemsPerParticipant - 1));
  for (let i = 0; i < people; i += 1) tabs.push(await openTab(server.url));
  await meetByCode(...(tabs as [Tab, ...Tab[]]));
  const { code } = await tabs[0]!.call('invite');
  await page.locator('#code-open').click();
  await page.locator('#code').fill(String(code));
  await page.keyboard.press('Enter');
  await laptop.isInMeeting();
}, 60_000);
afterAll(async () => {
  for (const tab of tabs) tab.close();
  await device?.close();
  await server?.stop();
});

const ran = () => device.page.evaluate(() => (window as { ran?: boolean }).ran === true);

test(`W9 W12: ${texts.length} texts and ${files.length} files on one table: nothing runs, nothing is asked of another site`, async () => {
  let count = 0;
  const next = () => tabs[count++ % tabs.length] as Tab;
  for (const { kind, text, what } of texts)
    expect(await next().lay({ kind, text }), what).toMatchObject({ ok: true });
  for (const { name, bytes } of files) expect((await next().layFile(name, bytes())).error, name).toBeNull();
  await until('all of it', () => tabs[0]?.view?.items.length === count, 20_000);
  await expect.poll(() => laptop.page.locator('.card').count(), { timeout: 20_000 }).toBe(count);
  // Pictures load when they come near the screen.
  await laptop.page.evaluate(() => {
    for (const img of document.querySelectorAll('img')) img.loading = 'eager';
  });
  await laptop.page.waitForTimeout(1_500);
  expect(await ran()).toBe(false);
  expect(strangers).toEqual([]);
  expect(problems).toEqual([]);
  const links: string[] = await laptop.page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('.card a')].map((link) => link.protocol),
  );
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((protocol) => !/^https?:$/.test(protocol))).toEqual([]);
}, 120_000);

test('W12: what looks for a script that runs finds one', async () => {
  expect(await ran()).toBe(false);
  await laptop.page.evaluate(() => {
    (window as { ran?: boolean }).ran = true;
  });
  expect(await ran()).toBe(true);
  await laptop.page.evaluate(() => delete (window as { ran?: boolean }).ran);
});

test('C10 W12: opened by itself, a picture with a script in it runs nothing', async () => {
  const source = tabs[0]?.view?.items.find(({ text }) => text === 'onload.svg')?.source as string;
  const page = await device.context.newPage();
  const said: string[] = [];
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => said.push('dialog')));
  const reader = await laptop.page.locator('.card img[alt="onload.svg"]').getAttribute('src');
  expect(source.split('?')[0]).toBe(reader?.split('?')[0]);
  await page.goto(`${server.url}${reader}`);
  expect(await page.evaluate(() => (window as { ran?: boolean }).ran === true).catch(() => false)).toBe(
    false,
  );
  expect(said).toEqual([]);
  await page.close();
});

test('C1: a PDF file with too many pages, and a damaged one, say so; one with a script shows and runs nothing', async () => {
  problems.splice(0);
  const open = async (name: string) => {
    await laptop.page.locator('.card', { hasText: name }).locator('.open-pdf').click();
    const shown = laptop.page.locator('#enlarged .pdf[data-drawn="1"], #enlarged .pdf-trouble');
    await shown.waitFor({ timeout: 30_000 });
    const said =
      (await laptop.page.locator('#enlarged .pdf-trouble').count()) > 0 ? await shown.textContent() : null;
    await laptop.page.locator('#enlarged-close').click();
    return said;
  };
  expect(await open('10000 pages.pdf')).toMatch(/too many pages/);
  expect(await open('cut.pdf')).toMatch(/damaged/);
  expect(await open('locked.pdf')).toMatch(/locked with a password/);
  expect(await open('script.pdf')).toBeNull();
  expect(await ran()).toBe(false);
  expect(problems.filter((problem) => /dialog|Content Security|Trusted/i.test(problem))).toEqual([]);
}, 120_000);

test('C1: a page that a PDF file promises and has not says so, and the others show', async () => {
  problems.splice(0);
  const { page } = laptop;
  await page.locator('.card', { hasText: 'missing page.pdf' }).locator('.open-pdf').click();
  const pdf = page.locator('#enlarged .pdf');
  await page.locator('#enlarged .pdf[data-drawn="1"]').waitFor({ timeout: 30_000 });
  await pdf.locator('.pdf-on').click();
  await page.locator('#enlarged .pdf[data-drawn="2"]').waitFor();
  await pdf.locator('.pdf-on').click();
  await pdf.locator('.pdf-trouble[role="alert"]', { hasText: 'Page 3 is damaged or missing' }).waitFor();
  expect(await pdf.locator('canvas').isVisible()).toBe(false);
  await pdf.locator('.pdf-back').click();
  await pdf.locator('.pdf-trouble').waitFor({ state: 'detached' });
  expect(await pdf.locator('canvas').isVisible()).toBe(true);
  await page.locator('#enlarged-close').click();
  expect(problems).toEqual([]);
}, 60_000);

test('C1: how far a PDF file is here is shown, and to close it before it is here breaks nothing', async () => {
  problems.splice(0);
  const { page } = laptop;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/content/**', async (route) => {
    await held;
    await route.continue().catch(() => {}); // the page wants it no more
  });
  const open = page.locator('.card', { hasText: 'missing page.pdf' }).locator('.open-pdf');
  await open.click();
  const progress = page.locator('#enlarged .pdf-progress');
  await progress.waitFor();
  expect(await progress.getAttribute('aria-label')).toContain('missing page.pdf');
  expect(await progress.evaluate((bar) => bar.closest('[role="status"], [aria-live]'))).toBeNull();
  expect(await violations(page)).toEqual([]);
  await page.locator('#enlarged-close').click();
  release();
  await page.unroute('**/content/**');
  for (let i = 0; i < 5; i += 1) {
    await open.click();
    await page.locator('#enlarged .pdf:not([data-pages="0"])').waitFor();
    await page.locator('#enlarged-close').click();
  }
  await page.waitForTimeout(500);
  expect(problems).toEqual([]);
}, 60_000);
