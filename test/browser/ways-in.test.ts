import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Trouble } from '../../src/web/meeting/request.ts';
import type { Invitation } from '../../src/web/ways-in/invite.tsx';
import { type Device, launchDevice } from '../devices/device.ts';
import { violations } from './look.ts';
import { buildPart, openPart } from './support/part-page.ts';

const URL_PART = 'https://zip.example/#join=';
const SCREENS = new URL('../../test-results/screens/', import.meta.url).pathname;

let device: Device;
let page: Page;
let answer: (now: number) => Invitation | Trouble;
let asked = 0;
const entered: string[] = [];
let refusal: Trouble | null = null;
const problems: string[] = [];

const words = (code: string, until: number): Invitation => ({ code, until, url: URL_PART + code });
const dialog = () => page.locator('#invite-dialog');
const text = async (selector: string) => (await page.locator(selector).textContent()) ?? '';

beforeAll(async () => {
  const script = await buildPart('ways-in-page.ts');
  device = await launchDevice({ kind: 'phone', microphone: 'absent', calm: true });
  page = device.page;
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.clock.install({ time: 1_000_000 });
  await page.exposeFunction('invitationNow', async () => {
    asked += 1;
    return answer(await page.evaluate(() => Date.now()));
  });
  await page.exposeFunction('enterWith', async (code: string) => {
    entered.push(code);
    return refusal;
  });
  await openPart(page, script);
});
beforeEach(async () => {
  await page.reload();
  asked = 0;
  entered.length = 0;
});
afterAll(() => device?.close());

describe('B6: the invitation in a browser', () => {
  test('opens by key, shows words and QR code, renews itself when the time is over, closes by Escape', async () => {
    let round = 0;
    let until = 0;
    answer = (now) => {
      until = now + 60_000;
      return words(['lake-orbit-quiet-zebra', 'able-about-above-absent'][round++ % 2]!, until);
    };
    await page.locator('#invite-open').focus();
    await page.keyboard.press('Enter');
    await page.locator('.qr-code').waitFor();
    expect((await text('#invite-words')).split(/\s+/).slice(-4)).toEqual(['lake', 'orbit', 'quiet', 'zebra']);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('invite-close');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: `${SCREENS}invite-${scheme}.png` });
      // Scanners need dark on light, in dark mode as well.
      const fill = (selector: string) =>
        page.locator(selector).evaluate((each) => getComputedStyle(each).fill);
      expect([await fill('.qr-light'), await fill('.qr-dark')]).toEqual([
        'rgb(255, 255, 255)',
        'rgb(16, 19, 31)',
      ]);
    }
    await page.clock.runFor(30_000);
    expect(asked).toBe(1);
    // The page's clock goes on by itself as well, as long as the looks above take.
    const [now, said] = await page.evaluate(
      () => [Date.now(), document.querySelector('.invite-left')?.textContent ?? ''] as const,
    );
    const left = Number(/New words in (\d+) seconds/.exec(said)?.[1]);
    expect(Math.abs(left - (until - now) / 1_000)).toBeLessThanOrEqual(1);
    expect(left).toBeLessThanOrEqual(30);
    await page.clock.runFor(31_000);
    await page.getByText('absent').waitFor();
    expect(asked).toBe(2);
    await page.keyboard.press('Escape');
    expect(await dialog().isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('invite-open');
    await page.clock.runFor(200_000);
    expect(asked).toBe(2);
  });

  test('says what went wrong, and tries again when asked to', async () => {
    answer = () => 'not-in-meeting';
    await page.locator('#invite-open').click();
    await page.locator('#invite-error[role="alert"]').waitFor();
    expect(await text('#invite-error')).toBe('You are in no meeting any more.');
    expect(await violations(page)).toEqual([]);
    await page.clock.runFor(120_000);
    expect(asked).toBe(1);
    answer = (now) => words('lake-lake-lake-lake', now + 60_000);
    await page.locator('#invite-again').click();
    await page.locator('.qr-code').waitFor();
    await page.locator('#invite-close').click();
  });

  test('a clock that is far ahead of the server’s does not make it ask without end', async () => {
    answer = (now) => words('lake-lake-lake-lake', now - 5_000);
    await page.locator('#invite-open').click();
    for (let i = 0; i < 12; i += 1) await page.clock.runFor(1_000);
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(5);
    expect(await page.locator('.qr-code').count()).toBe(0);
    await page.keyboard.press('Escape');
  });
});

describe('B6: the field for the four words in a browser', () => {
  test('unfolds, takes what is typed, keeps it when it is refused, says why', async () => {
    const code = page.locator('#code');
    expect(await code.isVisible()).toBe(false);
    await page.locator('#code-open').click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('code');
    await page.keyboard.press('Enter');
    expect(await text('#code-error')).toBe('Type the four words first.');
    await code.fill('lake orbit quiet');
    await page.keyboard.press('Enter');
    expect(await text('#code-error')).toBe('A code has four words; these are 3.');
    expect(entered).toEqual([]);

    refusal = 'bad-code';
    await code.fill(' Lake, orbit quiet-ZEBRA ');
    await page.keyboard.press('Enter');
    await page.locator('#code-error[role="alert"]').waitFor();
    expect(await text('#code-error')).toContain('These words open no meeting now');
    expect(await code.inputValue()).toBe(' Lake, orbit quiet-ZEBRA ');
    expect(await code.getAttribute('aria-invalid')).toBe('true');
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${SCREENS}code-form.png` });
    await page.locator('#code-open').click();
    await page.locator('#code-open').click();
    expect(await code.inputValue()).toBe(' Lake, orbit quiet-ZEBRA ');

    refusal = null;
    await page.locator('#code-enter').click();
    await expect.poll(() => code.inputValue()).toBe('');
    expect(entered).toEqual(['Lake, orbit quiet-ZEBRA', 'Lake, orbit quiet-ZEBRA']);
  });

  test('everything pressed is at least 24 px high and wide, and nothing broke the page’s policy', async () => {
    await page.locator('#invite-open').click();
    for (const button of await page.locator('button:visible').all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
    expect(problems).toEqual([]);
  });
});
