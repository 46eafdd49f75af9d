import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentSchema, isSafeUrl, nameSchema } from './content.ts';
import { LIMITS } from './limits.ts';

const accepts = (kind: string, text: unknown) => contentSchema.safeParse({ kind, text }).success;

describe('C1: what can be laid on the table', () => {
  test.each(['https://example.org/a?b=c#d', 'http://192.168.1.5:3000/', 'https://münchen.example/ü'])(
    '%s is a web address',
    (text) => expect(accepts('url', text)).toBe(true),
  );

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.org/%0aalert(1)',
    'data:text/html,<b>x</b>',
    'ftp://example.org/',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'https://user:secret@example.org/',
    'https://exa mple.org/',
    'java\nscript:alert(1)',
    'example.org',
    '//example.org',
    'https://',
    'https:example.org',
    'https:/example.org',
    'https://example.org/\u202egpj.exe',
    '',
  ])('%j is no web address', (text) => expect(accepts('url', text)).toBe(false));

  test('only http and https pass, whatever the address', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((s) => `javascript:${s}`),
        ),
        (text) => {
          if (isSafeUrl(text)) expect(['http:', 'https:']).toContain(new URL(text).protocol);
        },
      ),
      { numRuns: 1_000, seed: 7 },
    );
  });

  test('notes and addresses end where the limits say', () => {
    expect(accepts('note', 'n'.repeat(LIMITS.noteLength))).toBe(true);
    expect(accepts('note', 'n'.repeat(LIMITS.noteLength + 1))).toBe(false);
    const long = 'https://example.org/'.padEnd(LIMITS.urlLength, 'a');
    expect([accepts('url', long), accepts('url', `${long}a`)]).toEqual([true, false]);
  });

  test('a note keeps its lines, and is neither empty nor full of control characters', () => {
    expect(contentSchema.parse({ kind: 'note', text: ' a\n\tb ' })).toEqual({ kind: 'note', text: 'a\n\tb' });
    for (const text of ['', ' \n ', 'a\u0000b', 'a\u001bb', 7, null])
      expect(accepts('note', text)).toBe(false);
    expect(accepts('image', 'x')).toBe(false);
  });
});

describe('N2: names', () => {
  test('a name is one line of 1 to 40 characters, in any script, or none', () => {
    for (const name of ['Ada', 'Ångström 李', '🙂', null]) expect(nameSchema.parse(name)).toBe(name);
    for (const name of ['', '   ', 'a\nb', 'a\u202eb', 'a\u200bb', 'x'.repeat(41), 7]) {
      expect(nameSchema.safeParse(name).success).toBe(false);
    }
  });
});
