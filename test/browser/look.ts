import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
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

/** The contrast of a sign, drawn in its colour, with the ground below it: everything that is transparent counted in. */
export function contrastOf(sign: Locator): Promise<number> {
  return sign.evaluate((element) => {
    const parsed = (text: string) => {
      const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return { rgb: [r, g, b], a };
    };
    const over = (upper: number[], a: number, lower: number[]) =>
      upper.map((v, i) => v * a + (lower[i] ?? 0) * (1 - a));
    const luminance = (rgb: number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.map((v) => {
        const share = v / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const above: Element[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) above.unshift(at);
    let ground = [255, 255, 255];
    let opacity = 1;
    for (const each of above) {
      const style = getComputedStyle(each);
      opacity *= Number(style.opacity);
      const { rgb, a } = parsed(style.backgroundColor);
      ground = over(rgb, a * opacity, ground);
    }
    const { rgb, a } = parsed(getComputedStyle(element).color);
    const lights = [luminance(over(rgb, a * opacity, ground)), luminance(ground)];
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  });
}

/** What does not fit: a page that scrolls sideways, and targets smaller than 24 px. */
export async function misfits(page: Page): Promise<string[]> {
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, textarea, select, summary, a[href]')]
      .map((element) => ({ name: element.outerHTML.slice(0, 80), box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.left > 0 && (box.width < 24 || box.height < 24))
      .map(({ name }) => `small ${name}`),
  );
  return [...(isWide ? ['scrolls sideways'] : []), ...small];
}
