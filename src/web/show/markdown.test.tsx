import fc from 'fast-check';
import { marked } from 'marked';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../../../test/hostile/hostile-texts.ts';
import { isSafeUrl } from '../../shared/content.ts';
import { lex, renderTokens } from './markdown.tsx';

const ALLOWED = new Set(
  [
    'h3',
    'h4',
    'h5',
    'p',
    'blockquote',
    'strong',
    'em',
    'del',
    'br',
    'hr',
    'code',
    'pre',
    'ul',
    'ol',
    'li',
  ].concat(['span', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a']),
);
const render = (text: string) => renderToString(<div>{renderTokens(lex(marked, text))}</div>);
/** What is wrong with the HTML that a browser would get. */
function faults(html: string): string[] {
  const found: string[] = [];
  for (const [, name = '', attributes = ''] of html.matchAll(
    /<([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/gi,
  )) {
    if (!ALLOWED.has(name.toLowerCase())) found.push(`<${name}>`);
    for (const [, attribute = '', value = ''] of attributes.matchAll(/\s([a-z-]+)(?:="([^"]*)")?/gi)) {
      if (/^on|^style$|^src$/i.test(attribute)) found.push(attribute);
      const address = value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&lt;', '<');
      if (attribute === 'href' && !isSafeUrl(address)) found.push(value);
    }
  }
  return found;
}

test('what is looked for is found', () => {
  expect(faults('<script>x</script>')).toEqual(['<script>']);
  expect(faults('<a href="javascript:x">y</a>')).toEqual(['javascript:x']);
  expect(faults('<p onclick="x">y</p>')).toEqual(['onclick']);
});

test('C1: headings, lists, tasks, tables, emphasis, code and links are shown as such', () => {
  const html = render(
    '# A\n\n- [x] b\n- **c** `d`\n\n1. e\n\n> f\n\n| g | h |\n|---|---|\n| i | j |\n\n[k](https://example.org/)\n\n~~l~~ & <b>m</b>',
  );
  for (const part of [
    '<h3>A</h3>',
    '☑',
    '<strong>c</strong>',
    '<code>d</code>',
    '<ol start="1">',
    '<td>i</td>',
  ]) {
    expect(html).toContain(part);
  }
  expect(html).toContain('rel="noopener noreferrer"');
  expect(html).toContain('&lt;b>m&lt;/b>');
});

test.each(HOSTILE_TEXTS.filter(({ kind }) => kind !== 'url'))(
  'W12: Markdown of $what does nothing',
  ({ text }) => {
    expect(faults(render(text))).toEqual([]);
  },
);

test('W9 W12: no text makes another element or a link that is not safe (3,000 texts, seed 20261125)', () => {
  const sign = fc.constantFrom(
    ...[
      '<',
      '>',
      '"',
      "'",
      '&',
      '[',
      ']',
      '(',
      ')',
      '!',
      '*',
      '_',
      '`',
      '#',
      '-',
      '|',
      '\n',
      ' ',
      ':',
      '/',
      '=',
      '\\',
    ],
    ...[
      'script',
      'javascript:',
      'data:',
      'onerror',
      'https://a.b',
      'img',
      'x',
      '&#106;',
      '&colon;',
      '<!--',
      '-->',
    ],
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 60 }), (signs) => {
      expect(faults(render(signs.join('')))).toEqual([]);
    }),
    { numRuns: 3_000, seed: 20_261_125 },
  );
});
