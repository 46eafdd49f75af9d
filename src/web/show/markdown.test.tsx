import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../../../test/hostile/hostile-texts.ts';
import { isSafeUrl } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { renderTokens } from './markdown.tsx';
import { lex, MOST } from './markdown-lexer.ts';

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
const render = (text: string) => renderToString(<div>{renderTokens(lex(text))}</div>);
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

test('C1: a task says in words whether it is done, once, with no bullet beside its sign, also in a list with air', () => {
  const task = (sign: string, word: string, what: string) =>
    `<span aria-hidden="true">${sign} </span><span class="visually-hidden">${word} </span>${what}`;
  const [done, open] = [task('☑', 'Done:', 'a'), task('☐', 'Open:', 'b')];
  expect(render('- [x] a\n- [ ] b\n- c')).toContain(
    `<ul><li class="task">${done}</li><li class="task">${open}</li><li>c</li></ul>`,
  );
  expect(render('- [x] a\n\n- [ ] b')).toContain(
    `<ul><li class="task"><p>${done}</p></li><li class="task"><p>${open}</p></li></ul>`,
  );
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

/** A text as long as a note may be. */
const upTo = (text: string) => text.slice(0, LIMITS.noteLength);
const filled = (unit: string) => upTo(unit.repeat(LIMITS.noteLength));
const tableOf = (columns: number, rows: number) =>
  `${'|a'.repeat(columns)}|\n${'|-'.repeat(columns)}|\n${'b\n'.repeat(rows)}`;
const cellsIn = (html: string) => html.match(/<t[hd][ >]/g)?.length ?? 0;

test('C1 W12: a table of a few signs that stands for more cells than all tables may have is shown as it was written', () => {
  const html = render(upTo(tableOf(400, 1_700)));
  expect(cellsIn(html)).toBe(0);
  expect(html).toContain('<pre><code>|a|a|a');
});

test('C1: the cells of all tables of a note count together, and those within their limit are shown', () => {
  const one = tableOf(40, 20); // 840 cells
  const html = render(`${one}\n${one}\n${one}\nafter`);
  expect(cellsIn(html)).toBe(1_680);
  expect(html.match(/<pre>/g)).toHaveLength(1);
  expect(html).toContain('<p>after</p>');
  expect(cellsIn(render(`> ${tableOf(3, 3).replaceAll('\n', '\n> ')}`))).toBe(12);
});

test('C1 W12: a text with quotes in each other deeper than any reader follows is shown as it was written', () => {
  const text = `${'>'.repeat(MOST.depth + 1)} deep`;
  expect(render(text)).toBe(`<div><p>${text}</p></div>`);
  expect(render(text.slice(1))).toContain('<blockquote>');
});

test('C1 W12: no note keeps a page longer than a moment, whatever repeats in it (300 texts, seed 20261125)', () => {
  const signs = [
    '> ',
    '>',
    '- ',
    '* ',
    '1. ',
    '  ',
    '\n',
    'a',
    '|',
    '-|',
    '|-|\n',
    '**',
    '_',
    '`',
    '[ ] ',
    '[',
  ];
  const unit = fc.array(fc.constantFrom(...signs, '](', '<', '\n\n', '    '), { minLength: 1, maxLength: 5 });
  const part = fc.tuple(unit, fc.integer({ min: 1, max: LIMITS.noteLength }));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
      const text = upTo(parts.map(([signsOf, times]) => signsOf.join('').repeat(times)).join(''));
      // Of the processor: the machine may have others to serve.
      const since = process.cpuUsage();
      const html = render(text);
      const { user, system } = process.cpuUsage(since);
      expect((user + system) / 1_000, text.slice(0, 80)).toBeLessThan(3_000);
      expect(html.match(/</g)?.length ?? 0, text.slice(0, 80)).toBeLessThan(4 * LIMITS.noteLength);
    }),
    { numRuns: 300, seed: 20_261_125 },
  );
  expect(render(upTo(`${filled('>').slice(0, 1_700)}${filled('[ ] a')}`))).toMatch(/^<div><p>>>>/);
}, 60_000);
