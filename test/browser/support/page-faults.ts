import { HtmlValidate } from 'html-validate';
import type { Page, Response } from 'playwright-core';

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard'] });

/** What is wrong with a page's text as HTML, as readable lines. */
export async function invalidHtml(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, line, message }) => `html: ${ruleId}, line ${line}: ${message}`),
  );
}

/** Notes what a page asks of other origins and what it complains of. Call before the page is opened. */
export function watchPage(page: Page, origin: string): { takeFaults(): string[] } {
  let faults: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== origin) faults.push(`elsewhere: ${url.href}`);
  });
  // A violation of the content security policy is an error in the console, with and without JavaScript.
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`complaint: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`complaint: ${error.message}`));
  return {
    takeFaults() {
      const taken = faults;
      faults = [];
      return taken;
    },
  };
}

/** What an open page lacks that each page has: 200, HTML, a title, a language, one heading, one main part, its width. */
export async function bareFaults(page: Page, answer: Response | null): Promise<string[]> {
  const type = answer?.headers()['content-type'] ?? '';
  const faults = await page.evaluate(() => {
    const root = document.documentElement;
    const count = (selector: string) => document.querySelectorAll(selector).length;
    return [
      document.title.trim() === '' && 'no title',
      root.lang === '' && 'no language',
      count('h1') !== 1 && `${count('h1')} main headings`,
      count('main') !== 1 && `${count('main')} main parts`,
      root.scrollWidth > root.clientWidth && `too wide: ${root.scrollWidth} in ${root.clientWidth} px`,
    ].filter((fault) => fault !== false);
  });
  if (answer?.status() !== 200) faults.push(`answered ${answer?.status()}`);
  if (!type.startsWith('text/html')) faults.push(`type ${type}`);
  return faults;
}
