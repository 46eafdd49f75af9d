import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Operator, type SiteServed, serveSite } from './support/site-served.ts';

const DAY = 86_400_000;
let site: SiteServed;
let operator: Operator;
beforeAll(async () => {
  site = await serveSite();
  operator = await site.signIn();
  const row = (daysAgo: number, measure: string, value: string, count: number) => {
    const at = site.clock.now - daysAgo * DAY;
    return { hour: new Date(at - (at % 3_600_000)), measure, value, count };
  };
  const rows = [
    row(0, 'visit', '', 3),
    row(6, 'visit', '', 4),
    row(7, 'visit', '', 50),
    row(29, 'visit', '', 600),
    row(30, 'visit', '', 7_000),
    row(0, 'page', '/privacy', 2),
    row(1, 'page', '/privacy', 5),
    row(1, 'page', '=HYPERLINK("x")', 1),
    row(1, 'some-measure', '<b>', 1),
  ];
  await site.site.store.counts.add({ id: randomUUID(), at: new Date(site.clock.now), rows });
});
afterAll(() => site.close());

const rowsOf = (html: string, measure: string) => {
  const table = html.split(`aria-labelledby="statistics-${measure}"`)[1]?.split('</table>')[0] ?? '';
  return [...table.matchAll(/<th scope="row">([^<]*)<\/th><td[^>]*>([\d,]+)<.*?<rect width="([\d.]+)"/g)].map(
    ([, text, count, width]) => [text, count, width],
  );
};

test('W6: the chart has each of the last 7 or 30 days, exactly, also those with nothing', async () => {
  const week = (await operator.get('/operator/statistics')).body;
  const days = rowsOf(week, 'visits');
  expect(days).toHaveLength(7);
  expect(days[0]).toEqual(['2027-01-09', '4', '100.0']);
  expect(days[1]).toEqual(['2027-01-10', '0', '0.0']);
  expect(days[6]).toEqual(['2027-01-15', '3', '75.0']);
  expect(rowsOf(week, 'page')).toEqual([
    ['/privacy', '7', '100.0'],
    ['=HYPERLINK(&quot;x&quot;)', '1', '14.3'],
  ]);
  expect(rowsOf(week, 'some-measure')[0]?.[0]).toBe('&lt;b>');
  const month = (await operator.get('/operator/statistics?days=30')).body;
  expect(rowsOf(month, 'visits')).toHaveLength(30);
  expect(month).toContain('657 in all');
  expect(week).toContain('7 in all');
  for (const odd of ['0', '8', 'x', '1e9'])
    expect(rowsOf((await operator.get(`/operator/statistics?days=${odd}`)).body, 'visits')).toHaveLength(7);
});

test('W6: the file has every measure by the day, is no formula to a spreadsheet, and is in the log', async () => {
  const { body, headers } = await operator.get('/operator/statistics.csv?days=30');
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(headers['content-disposition']).toBe('attachment; filename="statistics.csv"');
  const lines = body.split('\r\n');
  expect(lines[0]).toContain('Day,Measure,Value,Count');
  expect(lines).toContain('2026-12-17,visit,,600');
  expect(lines).toContain('2027-01-14,page,/privacy,5');
  expect(body).not.toContain('7000');
  expect(body).toContain(`"'=HYPERLINK(""x"")"`);
  expect((await operator.get('/operator/statistics.csv')).body).not.toContain('600');
  expect((await operator.get('/operator/log')).body).toContain('Took the statistics as CSV');
});

test('W6 W12: the security log is shown, newest first, and its addresses are nowhere else', async () => {
  site.site.statistics.security.note('203.0.113.77', 'limit /feedback');
  site.clock.now += 1_000;
  site.site.statistics.security.note('2001:db8::77', 'sign-in /operator/sign-in');
  const { body } = await operator.get('/operator/security');
  const rows = body.match(/<tr><td><time.*?<\/tr>/g) ?? [];
  expect(rows[0]).toMatch(/2027-01-15 12:00 UTC.*2001:db8::77.*sign-in \/operator\/sign-in/);
  expect(rows[1]).toMatch(/203\.0\.113\.77.*limit \/feedback/);
  for (const path of ['/operator/log', '/operator/statistics?days=30', '/operator/statistics.csv'])
    expect((await operator.get(path)).body).not.toContain('203.0.113.77');
  for (let i = 0; i < 20; i += 1) site.site.statistics.security.note('203.0.113.1', `event ${i}`);
  expect((await operator.get('/operator/security')).body).toContain('page=2">Older');
  expect((await operator.get('/operator/security?page=2')).body).toContain('203.0.113.77');
});

test('W12: without a session there is neither a number, nor a file, nor an address', async () => {
  for (const path of ['/operator/statistics', '/operator/statistics.csv', '/operator/security']) {
    const answer = await site.get(path);
    expect([path, answer.status, answer.headers.location]).toEqual([path, 303, '/operator/sign-in']);
    expect(answer.body).not.toMatch(/privacy|203\.0/);
    expect((await operator.get(path)).body).toMatch(/privacy|203\.0/); // with one they are there
  }
});
