import { render } from 'preact-render-to-string';
import { afterEach, expect, test, vi } from 'vitest';
import { canBeInPlace, InPlace } from './in-place.tsx';

afterEach(() => vi.unstubAllGlobals());

test('W9 W12: only an encrypted page of another host is shown in place', () => {
  vi.stubGlobal('location', new URL('https://zip.example:8443/'));
  expect(canBeInPlace('https://other.example/a')).toBe(true);
  expect(canBeInPlace('https://sub.zip.example/')).toBe(true);
  for (const address of [
    'http://other.example/',
    'https://zip.example:8443/',
    'https://ZIP.example/',
    'https://zip.example.:8443/privacy',
    'https://zip.example:9999/',
    'javascript:alert(1)',
    'not an address',
  ]) {
    expect(canBeInPlace(address), address).toBe(false);
  }
});

test('W9 W12: its frame has no cookies of the viewer, tells nobody where it is, and is closed off', () => {
  const frame = /<iframe[^>]*>/.exec(
    render(<InPlace address="https://other.example/a" onClose={() => {}} />),
  )?.[0];
  expect(frame).toMatch(/ credentialless\b.* src="https:\/\/other\.example\/a"/);
  expect(frame).toContain('referrerpolicy="no-referrer"');
  expect(frame).toMatch(/ sandbox="(?!.*(top-navigation|modals|downloads|escape))[^"]+"/);
});
