import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { misfits, violations } from './look.ts';

const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;
const SMALL = { width: 320, height: 640 };
const SURVEY = {
  title: 'How was the room?',
  intro: 'Four questions.',
  asksForAddress: true,
  questions: [
    { id: 'what', kind: 'text', label: 'What did you share?' },
    { id: 'device', kind: 'choice', label: 'On what?', options: ['Phone', 'Laptop'], required: true },
    { id: 'why', kind: 'several', label: 'Why?', options: ['Work', 'School'] },
    { id: 'again', kind: 'scale', label: 'Again?', from: 1, to: 5, low: 'never', high: 'surely' },
  ],
};

let folder: string;
let server: RunningServer;
let device: Device;
/** No script, at 320 px. */
let plain: BrowserContext;
let page: Page;
const foreign: string[] = [];
let own = 0;
/** The path of a draft of a mail to the list. */
let campaign = '';
/** What was answered to the survey; another each time, as a test that is tried again finds what it left. */
let answered = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zipsocket-operator-'));
  mkdirSync(join(folder, 'surveys'));
  writeFileSync(join(folder, 'surveys', 'rooms.json'), JSON.stringify(SURVEY));
  writeFileSync(join(folder, 'surveys', 'broken.json'), '{ "title": "x" }');
  server = await startServer({ env: { DATA_DIR: folder } });
  device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
  plain = await device.browser.newContext({
    ...{ ignoreHTTPSErrors: true, javaScriptEnabled: false, viewport: SMALL },
  });
  plain.on('request', (request) => {
    if (new URL(request.url()).origin !== server.url) foreign.push(request.url());
    else own += 1;
  });
  page = await plain.newPage();
  // Whoever comes first waits for a database that is only being made, longer on a busy machine.
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await device?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const linkIn = (output: string) => /https:\S+(\/operator\/sign-in\?link=\S+)/.exec(output)?.[1] ?? '';
const send = (name: string) => page.getByRole('button', { name, exact: true }).click();

/** A page that is there for a moment only. Its checks need a script, which the page itself is without. */
async function look(name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENS}operator-news-${name}-320.png`, fullPage: true });
  const context = await device.browser.newContext({
    ...{ ignoreHTTPSErrors: true, storageState: await plain.storageState(), viewport: SMALL },
  });
  const looker = await context.newPage();
  await looker.goto(page.url());
  expect(await violations(looker)).toEqual([]);
  expect(await misfits(looker)).toEqual([]);
  await context.close();
}

describe('without JavaScript, at 320 px', () => {
  test('W4: a survey is answered; what is wrong stands beside the question, what was answered stays', async () => {
    answered = `Two pictures at ${Date.now()}`;
    await page.goto(`${server.url}/survey/rooms`);
    await page.getByLabel('What did you share?').fill(answered);
    await page.getByLabel('Work').check();
    await page.getByLabel('4', { exact: true }).check();
    await page.waitForTimeout(2_100); // nobody answers faster
    await send('Send my answers');
    expect(await page.locator('#field-q-device-error').textContent()).toBe('Please choose an answer.');
    expect(await page.getByLabel('What did you share?').inputValue()).toBe(answered);
    expect(await page.getByLabel('Work').isChecked()).toBe(true);
    await page.screenshot({ path: `${SCREENS}survey-error-320.png`, fullPage: true });
    await page.getByLabel('Phone').check();
    await page.waitForTimeout(2_100);
    await send('Send my answers');
    await page.getByText('Your answers have arrived').waitFor();
    expect(await plain.cookies()).toEqual([]);
  });

  test('W4 W12: the printed link signs in; a message is read, answered and deleted; signing out ends it', async () => {
    await plain.clearCookies();
    await page.goto(`${server.url}/feedback`);
    await page.getByLabel('What would you like to tell us?').fill('It works in the kitchen.');
    await page.getByLabel('E-mail address').fill('ada@example.org');
    await page.waitForTimeout(2_100);
    await send('Send');
    await page.getByText('It has arrived').waitFor();

    await page.goto(`${server.url}/operator`);
    expect(new URL(page.url()).pathname).toBe('/operator/sign-in');
    await page.goto(server.url + linkIn(server.output()));
    await page.screenshot({ path: `${SCREENS}operator-sign-in-320.png` });
    await send('Sign in');
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    const cookie = { name: '__Host-operator', secure: true, httpOnly: true, sameSite: 'Strict' };
    expect(await plain.cookies()).toMatchObject([cookie]);
    await page.getByRole('link', { name: 'It works in the kitchen.' }).click();
    await send('Keep the answer');
    await page.locator('#field-answer-error').waitFor();
    await page.getByLabel('Your answer').fill('Glad to hear it.');
    await send('Keep the answer');
    expect(await page.locator('#message-answer').textContent()).toBe('Glad to hear it.');
    await page.getByText('Delete ...').click();
    await send('Delete for good');
    await page.getByText('Nothing yet.').waitFor();
    await page.getByRole('link', { name: 'Surveys' }).click();
    await page.getByRole('link', { name: 'How was the room?' }).click();
    expect(await page.getByRole('cell', { name: answered }).count()).toBe(1);
  });

  test('W3: a notice is added', async () => {
    await page.goto(`${server.url}/operator/notices`);
    await page.getByLabel('Text').fill('We have moved.');
    await page.getByLabel('Last day').fill('2099-12-31');
    await send('Add the notice');
    await page.getByText('shown now').waitFor();
  });

  test('W4 W5: people are imported; a mail to them is written, tested, asked about, begun, and stopped', async () => {
    await page.goto(`${server.url}/operator/news`);
    await page.getByLabel('Addresses').fill('bo@example.org, Bo\nno address');
    await page.getByLabel('Where they asked for it').fill('At the fair');
    await page.getByLabel('On which day they asked').fill('2026-10-03');
    await send('Import');
    expect(await page.locator('#import-done').textContent()).toContain('Added: 1.');
    expect(await page.getByLabel('Addresses').inputValue()).toBe('no address');
    await page.getByRole('link', { name: 'Write a mail to the list' }).click();
    const long = 'A-subject-without-a-place-to-break-it-'.repeat(3);
    await page.getByLabel('Subject').fill(long);
    await send('Keep the draft');
    await page.locator('#field-text-error').waitFor();
    expect(await page.getByLabel('Subject').inputValue()).toBe(long);
    await page.getByLabel('Text', { exact: true }).fill('The kitchen works now.');
    await send('Keep the draft');
    await page.getByText('You get this because you asked for news').waitFor();
    campaign = new URL(page.url()).pathname;
    await page.getByLabel('E-mail address for the test').fill('me@example.org');
    await send('Send a test mail');
    await page.locator('#test-done').waitFor();
    await page.getByRole('link', { name: 'Send it to the list ...' }).click();
    await page.getByText('1 person gets it.').waitFor();
    await look('start');
    await send('Send it now');
    expect(await page.locator('#campaign-state').textContent()).toBe('being sent');
    await look('progress');
    const boxOf = async (selector: string) => page.locator(selector).last().boundingBox();
    // Words beside a long name, not a column of letters; and the way to other pages is above what may be long.
    expect((await boxOf('dd:has-text("fewer than 5")'))?.height).toBeLessThan(60);
    expect((await boxOf('.site-nav'))?.y).toBeLessThan((await boxOf('h1'))?.y ?? 0);
    await page.goto(`${server.url}/operator/mail`);
    await page.getByText('While SMTP_URL is not set').waitFor();
    await page.locator('summary', { hasText: long }).last().click();
    expect(await page.getByText('The kitchen works now.').count()).toBeGreaterThan(1);
    await page.goto(server.url + campaign);
    await send('Stop sending');
    expect(await page.locator('#campaign-state').textContent()).toBe('sent');
    // For the look at all pages: a draft.
    await page.goto(`${server.url}/operator/news/new`);
    await page.getByLabel('Subject').fill(long);
    await page.getByLabel('Text', { exact: true }).fill(`See https://example.org/${'x'.repeat(100)}`);
    await send('Keep the draft');
    campaign = new URL(page.url()).pathname;
  });

  test('no request went to another origin', () => {
    expect(own).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });
});

test('W12: all pages are accessible at 320 px and at 1280, light and dark, and break no policy', async () => {
  const context = await device.browser.newContext({
    ...{ ignoreHTTPSErrors: true, storageState: await plain.storageState(), viewport: SMALL },
  });
  const looker = await context.newPage();
  const problems: string[] = [];
  // The browser's own line about a page that is not there is none of ours.
  looker.on('console', (line) => {
    if (!line.text().includes('status of 404')) problems.push(line.text());
  });
  const found: string[] = [];
  const pages = [
    ...['', '/surveys', '/surveys/rooms', '/notices', '/mail', '/news', '/news/new'].map(
      (path) => `/operator${path}`,
    ),
    ...['statistics', 'statistics?days=30', 'gauge', 'log', 'security', 'health', 'sign-in'].map(
      (path) => `/operator/${path}`,
    ),
    // Its `/preview` is the mail itself, and no page of ours.
    ...[campaign, `${campaign}/start`, '/operator/messages/none', '/survey/rooms', '/survey/rooms?sent'],
  ];
  for (const path of pages) {
    for (const [width, colorScheme] of [
      [320, 'light'],
      [320, 'dark'],
      [1280, 'light'],
    ] as const) {
      await looker.setViewportSize({ width, height: 640 });
      await looker.emulateMedia({ colorScheme });
      const answer = await looker.goto(server.url + path);
      const expected = path.endsWith('/none') ? 404 : 200;
      const name = `operator${path.replace(campaign, '/draft').replaceAll('/', '-')}-${width}-${colorScheme}`;
      await looker.screenshot({ path: `${SCREENS}${name.replace('?', '-')}.png`, fullPage: true });
      if (answer?.status() !== expected) found.push(`${path}: ${answer?.status()}`);
      found.push(...(await violations(looker)).map((each) => `${path} ${width} ${colorScheme}: ${each}`));
      found.push(...(await misfits(looker)).map((each) => `${path} ${width}: ${each}`));
    }
  }
  expect(found).toEqual([]);
  expect(problems).toEqual([]);
  await context.close();
});

test('W12: signing out ends the session in this browser', async () => {
  await page.goto(`${server.url}/operator/log`);
  await send('Sign out');
  expect(await plain.cookies()).toEqual([]);
  await page.goto(`${server.url}/operator/log`);
  expect(new URL(page.url()).pathname).toBe('/operator/sign-in');
  expect(await page.getByText('Signed in with the link').count()).toBe(0);
});

test('W12: a configured token signs in, and no link is printed', async () => {
  const token = 'a-token-that-is-configured';
  const other = await startServer({ env: { OPERATOR_TOKEN: token } });
  try {
    expect(linkIn(other.output())).toBe('');
    expect(linkIn(server.output())).not.toBe('');
    await page.goto(`${other.url}/operator/sign-in`);
    await page.getByLabel('Operator token').fill('something else entirely');
    await send('Sign in');
    await page.locator('#sign-in-error').waitFor();
    await page.getByLabel('Operator token').fill(token);
    await send('Sign in');
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    expect(other.output()).not.toContain(token);
  } finally {
    await other.stop();
  }
});
