import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../../test/hostile/hostile-texts.ts';
import { contentSchema, fileNameSchema } from '../shared/content.ts';
import { checkText } from './text-check.ts';

const encode = (text: string) => new TextEncoder().encode(text);

test.each(HOSTILE_TEXTS)('W12: $kind, $what', ({ kind, text, error }) => {
  expect(checkText(kind, encode(text))).toBe(error);
});

test('the corpus has 60 texts or more', () => {
  expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(60);
});

const sign = fc.constantFrom(
  ...[
    'h',
    't',
    'p',
    's',
    ':',
    '/',
    '\\',
    '@',
    '?',
    '#',
    '.',
    'a',
    'Z',
    ' ',
    '\n',
    '\t',
    '\u0000',
    '\u007f',
    '[',
    ']',
    '%',
  ],
  ...[
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u2028',
    'é',
    'я',
    '漢',
    '😀',
    '\u{e0041}',
    'https://',
    'http://',
    'HTTPS://',
  ],
);
const text = fc.oneof(
  fc.array(sign, { maxLength: 40 }).map((signs) => signs.join('')),
  fc.array(sign, { maxLength: 40 }).map((signs) => `https://${signs.join('')}`),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
);

test('W12: what the whole schema refuses is refused by its bytes, but for what only a URL parser knows (5,000 texts, seed 20261125)', () => {
  let refused = 0;
  let taken = 0;
  fc.assert(
    fc.property(
      fc.constantFrom('url' as const, 'note' as const, 'markdown' as const),
      text,
      (kind, given) => {
        const whole = contentSchema.safeParse({ kind, text: given });
        const bytes = checkText(kind, encode(given));
        if (whole.success && whole.data.text === given) expect(bytes, 'nothing good is refused').toBeNull();
        if (bytes === null) taken += 1;
        else refused += 1;
        const onlyParser = kind === 'url' && /^https?:\/\//i.test(given) && !URL.canParse(given);
        if (!whole.success && !onlyParser) expect(bytes, JSON.stringify(given)).not.toBeNull();
      },
    ),
    { numRuns: 5_000, seed: 20_261_125 },
  );
  expect([refused > 500, taken > 500]).toEqual([true, true]);
});

test('W12: names of files are on one line, without folders (2,000 names, seed 20261125)', () => {
  fc.assert(
    fc.property(text, (given) => {
      const whole = fileNameSchema.safeParse(given);
      const bytes = checkText('name', encode(given));
      if (whole.success && whole.data === given) expect(bytes).toBeNull();
      if (!whole.success) expect(bytes, JSON.stringify(given)).not.toBeNull();
    }),
    { numRuns: 2_000, seed: 20_261_125 },
  );
});

test('W12: what is no UTF-8 is refused', () => {
  for (const bytes of [
    [0xff],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0x61, 0xe2, 0x82],
  ]) {
    expect(checkText('note', new Uint8Array(bytes))).toBe('bad-note');
  }
  expect(checkText('note', encode('naïve 漢 😀'))).toBeNull();
});
