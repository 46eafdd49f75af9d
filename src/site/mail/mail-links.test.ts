import { expect, test } from 'vitest';
import { createMailLinks } from './mail-links.ts';

const ORIGIN = 'https://zipsocket.example';
const tokenOf = (link: string) => link.split('/').at(-1) ?? '';

test('W5: a link of unsubscribing is no link of something else, and cannot be altered', async () => {
  const links = createMailLinks(Buffer.alloc(32, 7), ORIGIN);
  const token = tokenOf(links.unsubscribe('ada@example.org'));
  expect(links.read('unsubscribe', token)).toBe('ada@example.org');
  expect(links.read('opened', token)).toBeNull();
  const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`;
  for (const wrong of [altered, '', 'AAAA', '../x', token.repeat(20)])
    expect(links.read('unsubscribe', wrong)).toBeNull();
  expect(links.emailHash('ADA@example.org')).toBe(links.emailHash('ada@example.org'));
  expect(createMailLinks(Buffer.alloc(32, 8), ORIGIN).emailHash('ada@example.org')).not.toBe(
    links.emailHash('ada@example.org'),
  );
});
