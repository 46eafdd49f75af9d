import { expect, test } from 'vitest';
import { isOfAnotherSite } from './share-origin.ts';

const OWN = 'https://room.example';
const sent = (headers: Record<string, string>, referrer = '') => ({
  headers: new Headers(headers),
  referrer,
});

test.each([
  ['the share sheet', sent({ 'sec-fetch-site': 'none' }), false],
  ['the share sheet of a browser that says nothing', sent({}, 'about:client'), false],
  ['an origin that is hidden', sent({ origin: 'null' }), false],
  ['this site', sent({ 'sec-fetch-site': 'same-origin', origin: OWN }, `${OWN}/`), false],
  ['another site', sent({ 'sec-fetch-site': 'cross-site' }), true],
  ['a neighbour', sent({ 'sec-fetch-site': 'same-site' }), true],
  ['another origin', sent({ origin: 'https://room.example:8443' }), true],
  ['a referrer', sent({ origin: 'null' }, 'https://elsewhere.example/'), true],
])('W12: where a shared form comes from: %s', (_, request, expected) => {
  expect(isOfAnotherSite(request, OWN)).toBe(expected);
});
