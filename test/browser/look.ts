import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Person } from './person.ts';

const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds against WCAG 2.2 AA and its best practices, as readable lines. */
export async function violations(page: Page): Promise<string[]> {
  // The page's own policy forbids foreign scripts, so the checker goes in past it.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: await readFile(axeScript, 'utf8') });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(
      r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.target.join(' ') + ' - ' + n.failureSummary))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(result.value as string);
}

/** A picture of the screen in `test-results/screens`. */
export async function shoot(person: Person, name: string): Promise<void> {
  const path = new URL(`../../test-results/screens/${name}.png`, import.meta.url).pathname;
  await person.page.screenshot({ path });
}
