import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isOwnOrigin } from './origin.ts';

const from = (origin: string | undefined, host = 'laptop.local:8443') =>
  ({ headers: { origin, host } }) as unknown as IncomingMessage;

test('the own page is let in, another site is not', () => {
  expect(isOwnOrigin(from('https://laptop.local:8443'), undefined)).toBe(true);
  for (const origin of [
    'https://evil.example',
    'http://laptop.local:8443',
    'https://laptop.local',
    'null',
    '',
  ]) {
    expect([origin, isOwnOrigin(from(origin), undefined)]).toEqual([origin, false]);
  }
});

test('the configured public address is let in whatever the proxy made of the host', () => {
  const request = from('https://zip.example', '10.0.0.3:8443');
  expect(isOwnOrigin(request, 'https://zip.example/')).toBe(true);
  expect(isOwnOrigin(request, undefined)).toBe(false);
});
