import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, launchDevice } from '../devices/device.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { violations } from './look.ts';
import { bareFaults, invalidHtml, watchPage } from './support/page-faults.ts';

const SURVEY = {
  title: 'How was the room?',
  until: '2999-12-31',
  questions: [
    { id: 'what', kind: 'text', label: 'What did you share?' },
    { id: 'device', kind: 'choice', label: 'On what?', options: ['Phone', 'Laptop'], required: true },
    { id: 'why', kind: 'several', label: 'Why?', options: ['Work', 'School', 'Fun'] },
    { id: 'again', kind: 'scale', label: 'Again?', from: 1, to: 5, low: 'never', high: 'surely' },
  ],
};
/** Nothing leads to these: the operator gives the address of a survey away. */
const UNLINKED = ['/survey/rooms', '/survey/rooms?sent', '/operator/sign-in'];
/** Whatever else is found, these have to be. */
const KNOWN = [
  ...['/', '/privacy', '/privacy/history', '/privacy/proofs', '/privacy/california', '/feedback'],
  ...['/information', '/news', '/your-data', '/statistics', '/retention', '/retention?still'],
  ...UNLINKED,
];
/** The gauge shows what is new by itself; its first link leads to one that stands still, which is looked at too. */
const isKnown = (target: string, line: string) => target === '/retention' && line.startsWith('meta-refresh:');
/** 1280 px at 200 % are 640 px of layout, two points each. */
const SIZES: Record<string, BrowserContextOptions> = {
  '320 px': { viewport: { width: 320, height: 640 }, colorScheme: 'light' },
  '200 % zoom': { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'dark' },
};

const folder = mkdtempSync(path.join(tmpdir(), 'zipsocket-crawl-'));
let device: Device;
let server: RunningServer;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'surveys'));
  writeFileSync(path.join(folder, 'surveys', 'rooms.json'), JSON.stringify(SURVEY));
  server = await startServer({ env: { DATA_DIR: folder, CONTACT_EMAIL: 'hello@example.org' } });
  device = await launchDevice({ kind: 'laptop', microphone: 'absent' });
});
afterAll(async () => {
  await Promise.allSettled([device?.close(), server?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const newContext = (options: BrowserContextOptions) =>
  device.browser.newContext({ ignoreHTTPSErrors: true, ...options });

/** Where the links of an open page lead, without their marks (`#...`), as far as a browser would go there. */
const linksOf = async (page: Page) => {
  const all = await page
    .locator('a[href]')
    .evaluateAll((links) =>
      links.map((link) => (link as HTMLAnchorElement).href).filter((href) => href.startsWith('http')),
    );
  return all.map((href) => new URL(href));
};

/** Goes to every page that the home page leads to, and looks at each; the home page alone has JavaScript. */
async function crawl(options: BrowserContextOptions) {
  const [withScript, without] = await Promise.all([
    newContext(options),
    newContext({ ...options, javaScriptEnabled: false }),
  ]);
  const origin = new URL(server.url).origin;
  const pages = new Set<string>();
  const files = new Set<string>();
  const faults: string[] = [];
  const queue = ['/', ...UNLINKED];
  for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
    if (pages.has(target) || files.has(target)) continue;
    const head = await without.request.get(server.url + target);
    if (head.ok() && !head.headers()['content-type']?.startsWith('text/html')) {
      files.add(target);
      continue;
    }
    pages.add(target);
    const page = await (target === '/' ? withScript : without).newPage();
    const seen = watchPage(page, origin);
    const answer = await page.goto(server.url + target, { waitUntil: 'networkidle' });
    const found = await bareFaults(page, answer);
    found.push(...(await invalidHtml(await head.text())));
    for (const link of await linksOf(page)) {
      if (link.origin === origin) queue.push(link.pathname + link.search);
      else found.push(`leads elsewhere: ${link.href}`);
    }
    // The checker needs JavaScript in the page; the page's own policy and its text stay as they are.
    const looked = target === '/' ? page : await withScript.newPage();
    const seenToo = looked === page ? null : watchPage(looked, origin);
    if (looked !== page) await looked.goto(server.url + target);
    const lines = await violations(looked);
    found.push(...lines.filter((line) => !isKnown(target, line)).map((line) => `axe: ${line}`));
    found.push(...seen.takeFaults(), ...(seenToo?.takeFaults() ?? []));
    faults.push(...found.map((fault) => `${target}: ${fault}`));
    await Promise.all([page.close(), looked.close()]);
  }
  const cookies = [...(await withScript.cookies()), ...(await without.cookies())];
  await Promise.all([withScript.close(), without.close()]);
  return { pages: [...pages].sort(), files: [...files].sort(), faults, cookies };
}

describe('every page that the home page leads to', () => {
  test.each(Object.keys(SIZES))(
    'W4 W9 W12: at %s: valid, accessible, in its width, and all of this origin',
    async (size) => {
      const { pages, files, faults, cookies } = await crawl(SIZES[size] ?? {});
      expect(faults).toEqual([]);
      expect(pages).toEqual(expect.arrayContaining(KNOWN));
      expect(files).toEqual(expect.arrayContaining(['/privacy.json']));
      expect(cookies).toEqual([]);
    },
  );
});

describe('W9 W12: the look at a page', () => {
  /** The faults found in a page of this text that comes from the server's address, under the server's rules or none. */
  async function faultsIn(html: string, { rules }: { rules: boolean }): Promise<string[]> {
    const context = await newContext({ ...SIZES['320 px'], javaScriptEnabled: false });
    const page = await context.newPage();
    const seen = watchPage(page, new URL(server.url).origin);
    const policy = (await context.request.get(`${server.url}/feedback`)).headers()['content-security-policy'];
    await page.route('**/odd', (route) =>
      route.fulfill({
        headers: {
          'content-type': 'text/html; charset=utf-8',
          ...(rules ? { 'content-security-policy': policy ?? '' } : {}),
        },
        body: html,
      }),
    );
    const answer = await page.goto(`${server.url}/odd`, { waitUntil: 'networkidle' });
    const found = [...(await bareFaults(page, answer)), ...(await invalidHtml(html)), ...seen.takeFaults()];
    await context.close();
    return found;
  }
  const whole = (body: string) =>
    `<!doctype html>\n<html lang="en"><head><title>Odd</title><link rel="icon" href="/icon.svg"></head><body>
<main><h1>Odd</h1>${body}</main></body></html>`;

  test('finds nothing in a page without a fault', async () => {
    expect(await faultsIn(whole('<p>Well.</p>'), { rules: true })).toEqual([]);
  });

  test('finds a foreign image, which the content security policy keeps out', async () => {
    const html = whole('<img src="https://127.0.0.1:9/x.png" alt="">');
    expect(await faultsIn(html, { rules: false })).toContain('elsewhere: https://127.0.0.1:9/x.png');
    const kept = await faultsIn(html, { rules: true });
    expect(kept.join('\n')).toMatch(/complaint: .*Content Security Policy/);
  });

  test('finds inline styles, a page that is too wide, wrong HTML and what a page lacks', async () => {
    const styled = await faultsIn(whole('<p style="color: red">Red.</p>'), { rules: true });
    expect(styled.join('\n')).toMatch(/complaint: .*inline style/);
    const wide = await faultsIn(whole('<pre>'.concat('wide'.repeat(200), '</pre>')), { rules: true });
    expect(wide.join('\n')).toMatch(/too wide: \d+ in 320 px/);
    const wrong = await faultsIn(whole('<p><div>In a paragraph.</div></p>'), { rules: true });
    expect(wrong.join('\n')).toMatch(/html: /);
    const bare = await faultsIn('<!doctype html><p>Bare.</p>', { rules: true });
    expect(bare).toEqual(
      expect.arrayContaining(['no title', 'no language', '0 main headings', '0 main parts']),
    );
  });

  test('finds what axe-core finds', async () => {
    const context = await newContext({});
    const page = await context.newPage();
    await page.setContent(whole('<img src="/icon.svg"><input>'));
    const found = (await violations(page)).map((line) => line.split(':')[0]);
    expect(found).toEqual(expect.arrayContaining(['image-alt', 'label']));
    await context.close();
  });
});
