import { describe, expect, test } from 'vitest';
import { joinLink, takeJoinCode } from './join-link.ts';

/** What a browser has of an address and its history, as far as the page touches them. */
function opened(address: string) {
  let url = new URL(address);
  const location = {
    get hash() {
      return url.hash;
    },
    get pathname() {
      return url.pathname;
    },
    get search() {
      return url.search;
    },
  };
  const history = {
    state: { kept: true },
    replaceState(state: unknown, _unused: string, to?: string | URL | null) {
      expect(state).toEqual({ kept: true });
      url = new URL(to ?? '', url);
    },
  };
  return { take: () => takeJoinCode(location, history), address: () => url.href };
}

describe('B6: a link with a code', () => {
  test('is read once, and the address is clean afterwards', () => {
    const page = opened(joinLink('https://zip.example', 'able-about-above-absent'));
    expect(page.take()).toBe('able-about-above-absent');
    expect(page.address()).toBe('https://zip.example/');
    expect(page.take()).toBeNull();
  });

  test('keeps what else the address says', () => {
    const page = opened('https://zip.example/?a=1#join=able%20about');
    expect(page.take()).toBe('able about');
    expect(page.address()).toBe('https://zip.example/?a=1');
  });

  test.each(['#join=', '#join=%20', '#join=%E0%A4%A', `#join=${'a'.repeat(201)}`])(
    'without a code in it (%s) is none, and is cleaned all the same',
    (hash) => {
      const page = opened(`https://zip.example/${hash}`);
      expect(page.take()).toBeNull();
      expect(page.address()).toBe('https://zip.example/');
    },
  );

  test('another fragment is left alone', () => {
    const page = opened('https://zip.example/#help');
    expect(page.take()).toBeNull();
    expect(page.address()).toBe('https://zip.example/#help');
  });
});
