import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { ROOT } from '../../contract/source-files.ts';

/** Where parts of the product are shown by themselves. */
export const PART = 'https://part.example/';

/** Path: media type and text. */
type Files = Readonly<Record<string, readonly [type: string, body: string]>>;

/** The policy of the real page, as far as it bears on parts of it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Builds a script of `test/browser/support` the way the page's own is built; gives its text. */
export async function buildPart(name: string): Promise<string> {
  const made = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    publicDir: false,
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: { input: join(ROOT, 'test/browser/support', name) },
    },
  });
  const outputs = Array.isArray(made) ? made : [made];
  const chunk = outputs
    .flatMap((each) => ('output' in each ? each.output : []))
    .find(({ type }) => type === 'chunk');
  if (chunk?.type !== 'chunk') throw new Error(`${name} was not built`);
  return chunk.code;
}

/** Opens that script on a page with all of the product's styles and its policy, at an address of its own. */
export async function openPart(page: Page, script: string): Promise<void> {
  await servePart(page.context(), () => ({
    '/': [
      'text/html',
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Part</title>' +
        '<meta name="viewport" content="width=device-width, initial-scale=1">' +
        '<link rel="stylesheet" href="/part.css"><script type="module" src="/part.js"></script></head>' +
        '<body><div id="app"></div></body></html>',
    ],
    '/part.js': ['text/javascript', script],
  }));
  await page.goto(PART);
}

/** Answers at {@link PART} with these files, and with all of the product's styles as `/part.css`. */
export async function servePart(context: BrowserContext, files: () => Files): Promise<void> {
  const folder = join(ROOT, 'src/web/styles');
  const sheets = readdirSync(folder).sort((a, b) => Number(b === 'tokens.css') - Number(a === 'tokens.css'));
  const css = sheets.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  await context.route(`${PART}**`, async (route) => {
    const all: Files = { '/part.css': ['text/css', css], ...files() };
    const [contentType, body] = all[new URL(route.request().url()).pathname] ?? [];
    if (contentType === undefined || body === undefined) return route.fulfill({ status: 404, body: '' });
    return route.fulfill({ contentType, body, headers: { 'content-security-policy': POLICY } });
  });
}
