import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CountBatch } from '../../storage/durable/count-store.ts';
import { describeBrowser } from './describe-browser.ts';
import { Tally } from './tally.ts';
import { objects, referringSite } from './visit-counter.ts';
import { createVisitors, SALT_MS } from './visitors.ts';

describe('visitors', () => {
  function create() {
    let time = 10 * SALT_MS;
    const salts: Uint8Array[] = [];
    const visitors = createVisitors({
      now: () => time,
      random(bytes) {
        const salt = new Uint8Array(bytes).fill(salts.length + 1);
        salts.push(salt);
        return salt;
      },
    });
    const wait = (ms: number) => {
      time += ms;
    };
    return { visitors, salts, wait };
  }

  test('W6: are told apart by address and browser together', () => {
    const { visitors } = create();
    expect(visitors.isNew('192.0.2.1', 'a')).toBe(true);
    expect(visitors.isNew('192.0.2.1', 'a')).toBe(false);
    expect(visitors.isNew('192.0.2.2', 'a')).toBe(true);
    expect(visitors.isNew('192.0.2.1', 'b')).toBe(true);
  });

  test('W6: are forgotten with the salt after a day, also when nobody comes', () => {
    const { visitors, salts, wait } = create();
    visitors.isNew('192.0.2.1', 'a');
    wait(SALT_MS - 1);
    visitors.sweep();
    expect(visitors.isNew('192.0.2.1', 'a')).toBe(false);
    expect(salts).toHaveLength(1);
    expect(salts[0]?.every((byte) => byte === 1)).toBe(true);
    wait(1);
    visitors.sweep();
    expect(salts).toHaveLength(2);
    expect(salts[0]?.every((byte) => byte === 0)).toBe(true); // overwritten
    expect(visitors.isNew('192.0.2.1', 'a')).toBe(true);
  });

  test('W10: on a day of the statistics nobody is new twice, whenever the server was started', () => {
    const { visitors, wait } = create();
    wait(SALT_MS / 2);
    const news: boolean[] = [];
    for (let hour = 12; hour < 48; hour += 1) {
      news.push(visitors.isNew('192.0.2.1', 'a'));
      wait(SALT_MS / 24);
    }
    expect(news.flatMap((isNew, i) => (isNew ? [12 + i] : []))).toEqual([12, 24]);
  });
});

describe('the tally', () => {
  function create() {
    let time = Date.UTC(2026, 0, 1, 10, 30);
    let ids = 0;
    /** Fails: `before` it is kept, or `after`, so that nobody knows. */
    let fails: 'before' | 'after' | null = null;
    const kept = new Map<string, CountBatch>();
    let duringAdd = () => {};
    const tally = new Tally({
      now: () => time,
      newId: () => `${ids++}`,
      store: {
        async add(batch) {
          duringAdd();
          if (fails === 'before') throw new Error('away');
          const isNew = !kept.has(batch.id);
          if (isNew) kept.set(batch.id, structuredClone(batch));
          if (fails === 'after') throw new Error('away');
          return isNew;
        },
      },
    });
    const sum = (measure: string) =>
      [...kept.values()]
        .flatMap(({ rows }) => rows)
        .filter((row) => row.measure === measure)
        .reduce((total, { count }) => total + count, 0);
    return {
      ...{ tally, kept, sum },
      fail(how: typeof fails) {
        fails = how;
      },
      wait(ms: number) {
        time += ms;
      },
      during(work: () => void) {
        duringAdd = work;
      },
    };
  }

  test('W6: counts by the hour', async () => {
    const { tally, kept, wait } = create();
    tally.count('page', '/');
    tally.count('page', '/');
    wait(3_600_000);
    tally.count('page', '/');
    await tally.flush();
    const hour = (at: number) => new Date(Date.UTC(2026, 0, 1, at));
    expect([...kept.values()].flatMap(({ rows }) => rows)).toEqual([
      { hour: hour(10), measure: 'page', value: '/', count: 2 },
      { hour: hour(11), measure: 'page', value: '/', count: 1 },
    ]);
    await tally.flush();
    expect(kept.size).toBe(1);
  });

  test.each(['before', 'after'] as const)(
    'W6: nothing is lost or counted twice when the store fails %s it kept it',
    async (how) => {
      const { tally, sum, fail, during } = create();
      tally.count('visit');
      fail(how);
      await expect(tally.flush()).rejects.toThrow('away');
      tally.count('visit');
      await expect(tally.flush()).rejects.toThrow('away');
      fail(null);
      let once = true;
      during(() => {
        if (once) tally.count('visit');
        once = false;
      });
      await Promise.all([tally.flush(), tally.flush()]);
      await tally.flush();
      expect(sum('visit')).toBe(3);
    },
  );

  test('W12: made-up values do not fill the memory', async () => {
    const { tally, kept, sum } = create();
    for (let n = 0; n < 2_000; n += 1) tally.count('referrer', `site-${n}.example`);
    tally.count('page', '/');
    await tally.flush();
    const rows = [...kept.values()].flatMap((batch) => batch.rows);
    expect(rows.length).toBeLessThan(310);
    expect([sum('referrer'), sum('page')]).toEqual([2_000, 1]);
  });

  test('W6 W12: nor the store: the limit of an hour holds across flushes, and the next hour has its own', async () => {
    const { tally, kept, sum, wait } = create();
    const values = () =>
      new Set([...kept.values()].flatMap(({ rows }) => rows.map(({ hour, value }) => `${hour} ${value}`)))
        .size;
    for (let minute = 0; minute < 20; minute += 1) {
      for (let n = 0; n < 100; n += 1) tally.count('referrer', `site-${minute}-${n}.example`);
      tally.count('referrer', 'site-0-0.example');
      await tally.flush();
      wait(60_000);
    }
    expect(values()).toBe(301); // with the others
    expect(sum('referrer')).toBe(2_020);
    wait(3_600_000);
    tally.count('referrer', 'late.example');
    await tally.flush();
    expect(values()).toBe(302);
  });
});

describe('what a request says', () => {
  test.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36', 'Chrome', 'computer'],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
      ...['Chrome', 'phone'],
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox', 'computer'],
    ['', 'other', 'other'],
  ])('W6: a browser is one of a few kinds: %s', (userAgent, browser, device) => {
    expect(describeBrowser(userAgent)).toEqual({ browser, device });
  });

  test('W6: any other name is nobody’s; a machine is none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, rest) => {
        const kind = describeBrowser(`${name}/1 ${rest}`);
        expect(kind === null || kind.browser.length < 20).toBe(true);
      }),
    );
    expect(describeBrowser('canary@example.org/5 x')).toEqual({ browser: 'other', device: 'other' });
    expect(describeBrowser('Googlebot/2.1 (+http://www.google.com/bot.html)')).toBeNull();
    expect(describeBrowser('x'.repeat(100_000))).toMatchObject({ browser: 'other' });
  });

  test('W8: either wish is enough', () => {
    const wishes = [
      { gpc: '1', dnt: undefined },
      { gpc: undefined, dnt: '1' },
      { gpc: '0', dnt: '0' },
    ];
    expect(wishes.map(objects)).toEqual([true, true, false]);
  });

  test.each([
    ['https://news.example/path?q=secret', 'news.example'],
    ['https://user:secret@News.Example:8443/', 'news.example'],
    ['https://own.example/other', null],
    ['https://192.0.2.7/', null],
    ['https://[2001:db8::1]/', null],
    ['android-app://com.example.app', null],
    ['not an address', null],
    [undefined, null],
  ])('W6: the site that led here is a name alone: %s', (referrer, site) => {
    expect(referringSite(referrer, ['own.example'])).toBe(site);
  });
});
