import { expect, test } from 'vitest';
import { nameCookie, nameFrom } from './name-cookie.ts';

test('N2: a name comes back from its cookie, whatever letters it has', () => {
  for (const name of ['Ada', 'Grace; Hopper=1', 'Żółć 🦊', '100 %']) {
    expect(nameFrom(`other=1; ${nameCookie(name).split('; ')[0]}; more=2`)).toBe(name);
  }
});

test('N2: the cookie is kept a year, on this site alone, and only over HTTPS', () => {
  expect(nameCookie('Ada')).toBe('name=Ada; Max-Age=31536000; Path=/; SameSite=Strict; Secure');
});

test('N3: deleting the name deletes the cookie', () => {
  expect(nameCookie(null)).toContain('Max-Age=0');
});

test('a cookie that is no name is none', () => {
  expect([nameFrom(''), nameFrom('name='), nameFrom('name=%E0%A4%A'), nameFrom('surname=Ada')]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(nameFrom(`name=${'x'.repeat(41)}`)).toBeNull();
});
