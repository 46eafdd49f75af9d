import { describe, expect, test } from 'vitest';
import { createHomePages, renderHomePage } from './home.tsx';

const html = renderHomePage({
  assets: { script: '/assets/main.js', styles: ['/assets/main.css'] },
  nonce: 'n0nce',
});

describe('the home page as the server writes it', () => {
  test('a whole document that loads what was built, under the nonce', () => {
    expect(html).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(html).toContain('<script type="module" src="/assets/main.js" nonce="n0nce">');
    expect(html).toContain('<link rel="stylesheet" href="/assets/main.css"');
    expect(html).toContain('width=device-width');
  });

  test('N1: the logo is a button with a name, and one line says what to do', () => {
    expect(html).toMatch(
      /<button id="logo"[^>]*data-state="ready"[^>]*aria-label="Find the people around you"/,
    );
    expect(html).toContain('Tap it together with the people around you');
    expect(html, 'and what comes of it').toContain('You all land at one table');
    expect(html).toContain('<body data-connection="connecting" data-meeting');
  });

  test('B5: the switch of the soft sound is there, with a name, and on', () => {
    expect(html).toMatch(
      /<label class="switch-row" for="soft-sound"><span>Soft sound in quiet rooms<\/span>/,
    );
    expect(html).toMatch(/<input id="soft-sound"[^>]*type="checkbox" role="switch" checked/);
  });

  test('without JavaScript it says what is needed', () => {
    expect(html).toMatch(/<noscript>.*JavaScript.*<\/noscript>/s);
  });

  test('W9: nothing in it that the content policy forbids, or that reaches another site', () => {
    expect(html).not.toMatch(/ style=| on[a-z]+="|javascript:/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  test('N4 A6: it says what becomes of the sound, and who is under 13 with whom', () => {
    expect(html).toMatch(/deleted within ten seconds/);
    expect(html).toMatch(/Under 13\? Use it only together with a parent, guardian or teacher/);
  });

  test('N4 W2 W10: its foot leads to the policy, the forms and the numbers', () => {
    const foot = /<footer.*<\/footer>/s.exec(html)?.[0] ?? '';
    for (const href of [
      '/privacy',
      '/feedback',
      '/information',
      '/statistics',
      '/retention',
      '/news',
      '/your-data',
    ])
      expect(foot).toContain(`<a href="${href}">`);
  });

  test('W3: a notice stands above everything, with a way to hide it; without one there is nothing', () => {
    const assets = { script: '/assets/main.js', styles: [] };
    const notices = [{ text: 'Mails are <new>.', href: '/privacy/history' }];
    const told = renderHomePage({ assets, nonce: 'n0nce', notices });
    expect(told).toMatch(
      /<details class="home-notice" open><summary>Hide this<\/summary><p>Mails are &lt;new>/,
    );
    expect(told.indexOf('home-notice')).toBeLessThan(told.indexOf('id="app"'));
    expect(html).not.toContain('home-notice');
  });
});

describe('home pages that are rendered once', () => {
  const assets = { script: '/assets/main.js', styles: ['/assets/main.css'] };
  const notices = [{ text: 'any-nonce is <new>.', href: null }];

  test('W12: are what they would be by themselves, each under its own nonce, whatever a notice says', () => {
    const pages = createHomePages();
    for (const nonce of ['first', 'second'])
      for (const page of [{ assets }, { assets, notices }])
        expect(pages({ ...page, nonce })).toBe(renderHomePage({ ...page, nonce }));
  });

  test('W3: a notice, and another build, are there with the next answer, and gone with the one after', () => {
    const pages = createHomePages();
    const has = (page: Omit<Parameters<typeof pages>[0], 'nonce'>, text: string) =>
      pages({ ...page, nonce: 'n' }).includes(text);
    expect(has({ assets, notices: [] }, 'home-notice')).toBe(false);
    expect(has({ assets, notices }, 'home-notice')).toBe(true);
    expect(has({ assets, notices: [] }, 'home-notice')).toBe(false);
    expect(has({ assets: { ...assets, script: '/assets/new.js' }, notices: [] }, '/assets/new.js')).toBe(
      true,
    );
  });
});
