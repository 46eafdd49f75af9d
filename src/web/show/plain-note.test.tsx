import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { PlainNote, piecesOf } from './plain-note.tsx';

const links = (text: string) => piecesOf(text).flatMap((piece) => (piece.isAddress ? [piece.text] : []));

test.each([
  ['See https://example.org/a?b=c#d, or not.', ['https://example.org/a?b=c#d']],
  [
    '(https://example.org/a_(b)) and [http://example.org]',
    ['https://example.org/a_(b)', 'http://example.org'],
  ],
  ['“https://example.org/x” … https://example.net!', ['https://example.org/x', 'https://example.net']],
  ['HTTPS://EXAMPLE.ORG\nhttp://example.org:8080/', ['HTTPS://EXAMPLE.ORG', 'http://example.org:8080/']],
  ['nothing: example.org, javascript:alert(1), ftp://example.org, data:text/html,x', []],
])('C1: addresses in a plain note: %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('C1 W9: they are links as in formatted notes, opened apart; nothing of them is fetched', () => {
  const html = render(<PlainNote text="look: https://example.org/a." />);
  expect(html).toContain(
    '<p class="note-text">look: <a class="text-link" href="https://example.org/a" target="_blank"',
  );
  expect(html).toMatch(/rel="noopener noreferrer" referrerpolicy="no-referrer"/);
  expect(html).not.toMatch(/<(img|iframe|link)/);
});

test('W12: what is no safe address stays text', () => {
  for (const text of ['https://user:word@example.org/', 'https://exa\u202Emple.org/', 'https://']) {
    const html = render(<PlainNote text={text} />);
    expect(html).not.toContain('<a');
    expect(html.replace(/<[^>]+>/g, '')).toBe(text);
  }
  expect(render(<PlainNote text="<b>https://example.org</b>" />)).toContain('&lt;b>');
});

test('W12: a long text of brackets and addresses is gone through in a moment', () => {
  const since = performance.now();
  for (const part of ['https://a', ')', 'https://)))', '(https://x']) piecesOf(part.repeat(2_000));
  piecesOf(`https://example.org/${')'.repeat(10_000)}`);
  expect(performance.now() - since).toBeLessThan(2_000);
});
