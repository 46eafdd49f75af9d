import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statisticsReportSchema } from '../../src/shared/statistics.ts';
import { startWebsite, type Website } from './support/website.ts';

const ADDRESS = '203.0.113.77';
const MARK = 'CanaryBuild-77';
const FIREFOX = `Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ${MARK}`;
const DAY = 24 * 3_600_000;

let website: Website;
/** The proxy of the test names the address a request came from. */
const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'x-forwarded-for': address, 'user-agent': FIREFOX, ...more },
});
const counted = async (measure: string) => {
  await website.site.statistics.flush();
  const rows = await website.query<{ value: string; count: number }>(
    'select value, sum(count)::int as count from counts where measure = $1 group by value order by value',
    [measure],
  );
  return Object.fromEntries(rows.map(({ value, count }) => [value, count]));
};

beforeAll(async () => {
  website = await startWebsite({ time: Date.UTC(2026, 10, 26, 12) });
});
afterAll(() => website?.close());

describe('the beacon', () => {
  test('W6 W8: is a picture that counts pages, and a visit once a day', async () => {
    const answer = await website.ask('/count.gif?p=%2Ffeedback&r=news.example', from(ADDRESS));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/gif']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['set-cookie']).toBeUndefined();
    await website.ask('/count.gif?p=%2Ffeedback', from(ADDRESS));
    await website.ask('/count.gif?p=%2Ffeedback', from('203.0.113.78'));
    expect(await counted('page')).toEqual({ '/feedback': 3 });
    expect(await counted('visit')).toEqual({ '': 2 });
    expect(await counted('browser')).toEqual({ Firefox: 2 });
    expect(await counted('device')).toEqual({ computer: 2 });
    expect(await counted('referrer')).toEqual({ 'news.example': 1, none: 1 });
  });

  test.each([
    ['Global Privacy Control', { 'sec-gpc': '1' }, 0],
    ['Do Not Track', { dnt: '1' }, 0],
    ['no such wish', { 'sec-gpc': '0', dnt: '0' }, 1],
  ])('W8: with %s', async (_name, headers: Record<string, string>, more) => {
    const before = await website.everything();
    await website.ask('/count.gif?p=%2Fprivacy&r=wish.example', from('198.51.100.4', headers));
    await website.site.statistics.flush();
    const after = await website.everything();
    expect(after.counts === before.counts).toBe(more === 0);
    expect(/"\/privacy"/.test(after.counts ?? '')).toBe(more === 1);
  });

  test('W6: a path that may hold a token, a made-up browser, machines and other sites are not counted as such', async () => {
    await website.ask('/count.gif?p=%2Fyour-data%2Fs3cret-canary&r=192.0.2.9', from('198.51.100.5'));
    await website.ask('/count.gif?p=%2F', from('198.51.100.6', { 'user-agent': 'ada@example.org/5 x' }));
    const pages = await counted('page');
    await website.ask('/count.gif?p=%2F', from('198.51.100.7', { 'user-agent': 'Googlebot/2.1' }));
    await website.ask('/count.gif?p=%2F', from('198.51.100.8', { 'sec-fetch-site': 'cross-site' }));
    await website.ask('/count.gif?p=%2F', { ...from('198.51.100.9'), method: 'HEAD' });
    expect(await counted('page')).toEqual(pages);
    expect(pages).toMatchObject({ '/': 1, other: 1 });
    expect(await counted('browser')).toMatchObject({ other: 1 });
    const all = JSON.stringify(await website.everything());
    expect(all).not.toMatch(/canary|ada@example|192\.0\.2\.9/);
  });

  test('W6: a page tells its beacon the site its visitor came from, and nothing more of it', async () => {
    const page = async (headers: Record<string, string>) =>
      (await website.ask('/feedback', { headers })).body;
    expect(await page({ referer: 'https://news.example/a?q=canary' })).toContain(
      'src="/count.gif?r=news.example&amp;p=%2Ffeedback"',
    );
    expect(await page({ referer: 'https://news.example/a?q=canary' })).not.toContain('canary');
    for (const referer of ['https://localhost/x', 'https://192.0.2.1/', 'nonsense', 'https://"><b>/']) {
      expect(await page({ referer })).toContain('src="/count.gif?p=%2Ffeedback"');
    }
    expect(await page({ 'sec-gpc': '1' })).not.toContain('count.gif');
  });
});

test('W6: no table but the security log has an address, none a full browser name', async () => {
  await website.ask('/count.gif?p=%2F', from(ADDRESS));
  const before = Object.entries(await website.everything()).filter(([, rows]) => rows.includes(ADDRESS));
  expect(before).toEqual([]);
  // Too many forms from one address: the one thing that is noted with it.
  const form = await website.ask('/feedback', from(ADDRESS));
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(form.body) ?? [];
  website.time += 10_000;
  let status = 0;
  for (let n = 0; n < 6; n += 1) {
    const fields = { id: crypto.randomUUID(), token, website: '', text: 'hello' };
    status = (await website.post('/feedback', fields, from(ADDRESS).headers)).status;
  }
  expect(status).toBe(429);
  await website.site.statistics.flush();
  const all = await website.everything();
  const holding = Object.keys(all).filter((table) => all[table]?.includes(ADDRESS));
  expect(holding).toEqual(['security_events']);
  expect(all.security_events).toContain('limit /feedback');
  expect(JSON.stringify(all)).not.toContain(MARK);
  expect(website.served.log()).not.toMatch(/203\.0\.113|CanaryBuild/);
});

describe('the public page', () => {
  test('W10: shows weeks that are over, for ever the same; groups under five are withheld', async () => {
    // The week from Monday, 23 November 2026, is not over.
    const row = (measure: string, value: string, count: number, days = 0) => ({
      ...{ hour: new Date(Date.UTC(2026, 10, 20 - days, 9)), measure, value, count },
    });
    const rows = [
      ...[row('visit', '', 40), row('browser', 'Firefox', 31), row('browser', 'Safari', 6)],
      ...[row('browser', 'Vivaldi', 3), row('item', 'pdf', 4), row('referrer', 'news.example', 40)],
      ...[0, 1, 2, 3].map((days) => row('device', 'tablet', 1, days)),
      ...[row('device', 'phone', 36), row('visit', '', 7, 7), row('visit', '', 4, 14)],
    ];
    await website.site.store.counts.add({ id: crypto.randomUUID(), at: new Date(website.time), rows });
    website.time += 120_000;
    const json = await website.ask('/statistics.json');
    const report = statisticsReportSchema.parse(JSON.parse(json.body));
    const [monday, week] = [Date.UTC(2026, 10, 16), 7 * DAY];
    expect(report.weeks.map(({ from, until, visits }) => [from, until, visits])).toEqual([
      ...[
        [monday, monday + week, 40],
        [monday - week, monday, 7],
        [monday - 2 * week, monday - week, 0],
      ],
    ]);
    const [last] = report.weeks;
    // Vivaldi alone would be what is left of 40.
    expect(last?.groups.browser).toEqual({ shown: [{ value: 'Firefox', count: 31 }], others: 9 });
    expect(last?.groups.item).toEqual({ shown: [], others: 0 });
    // This week is not over.
    expect(last?.groups.page).toEqual({ shown: [], others: 0 });
    const page = await website.ask('/statistics');
    expect(page.status).toBe(200);
    for (const text of ['Firefox', 'news.example', '16 November 2026', 'who comes on three days'])
      expect(page.body).toContain(text);
    expect(page.body).not.toMatch(/Vivaldi|Safari|Week from 2 November|<script/);

    await website.site.store.counts.add({
      ...{ id: crypto.randomUUID(), at: new Date(website.time), rows: [row('browser', 'Firefox', 2)] },
    });
    website.time += 120_000;
    expect((await website.ask('/statistics.json')).body).toBe(json.body);
  });

  test('W6: while the database is away nothing is lost, and nothing counted twice', async () => {
    const before = await counted('page');
    expect(before['/news']).toBeUndefined();
    await website.ask('/count.gif?p=%2Fnews', from(ADDRESS));
    await website.query('alter table counts rename to counts_away');
    await expect(website.site.statistics.flush()).rejects.toThrow();
    await website.ask('/count.gif?p=%2Fnews', from(ADDRESS));
    await expect(website.site.statistics.flush()).rejects.toThrow();
    await website.query('alter table counts_away rename to counts');
    expect(await counted('page')).toEqual({ ...before, '/news': 2 });
  });
});
