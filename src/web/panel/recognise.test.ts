import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentSchema } from '../../shared/content.ts';
import { LIMITS } from '../../shared/limits.ts';
import { recogniseKind, toContent, toWebAddress } from './recognise.ts';

describe('what was typed', () => {
  test.each([
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['  http://example.org ', 'http://example.org'],
    ['example.org', 'https://example.org'],
    ['www.example.org/path', 'https://www.example.org/path'],
    ['example.org:8443/x', 'https://example.org:8443/x'],
    ['localhost:3000', 'https://localhost:3000'],
    ['192.168.1.5:8080/a', 'https://192.168.1.5:8080/a'],
    ['münchen.example', 'https://münchen.example'],
    ['docs.readme.md', 'https://docs.readme.md'],
  ])('%s is the address %s', (text, address) => {
    expect(toWebAddress(text)).toBe(address);
    expect(recogniseKind(text)).toBe('url');
  });

  test.each([
    'see https://example.org',
    'hello',
    'e.g.',
    'v1.2',
    '12.30',
    'notes.txt',
    'javascript:alert(1)',
    'mailto:someone@example.org',
    'https://user:word@example.org',
    'file:///etc/hosts',
    'tel:12345',
    '',
  ])('%s is a note', (text) => {
    expect(recogniseKind(text)).toBe('note');
  });

  test('C1: an address of another kind is refused when an address was asked for', () => {
    expect(toContent('javascript:alert(1)', 'url')).toBe('bad-url');
    expect(toContent(`https://example.org/${'a'.repeat(LIMITS.urlLength)}`, 'url')).toBe('bad-url');
  });

  test('C1: an address can be laid down as a note, line ends are kept, emptiness is not a thing', () => {
    expect(toContent('https://example.org', 'note')).toEqual({ kind: 'note', text: 'https://example.org' });
    expect(toContent('one\r\ntwo', 'note')).toEqual({ kind: 'note', text: 'one\ntwo' });
    expect(toContent(' \n ', 'note')).toBe('empty');
  });

  test('C1: whatever is typed, what leaves the page satisfies the schema', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const content = toContent(text, recogniseKind(text));
        if (typeof content === 'object') expect(contentSchema.safeParse(content).success).toBe(true);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
