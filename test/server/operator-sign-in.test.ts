import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpApp } from '../../src/server/http/app.ts';
import { addOperatorRoutes } from '../../src/server/site/operator/operator-routes.ts';
import { startPostgres } from '../devices/postgres.ts';
import { cookieOf, csrfOf, OWN, type SiteServed, serveSite, TOKEN } from './support/site-served.ts';

const HOUR = 3_600_000;
let site: SiteServed;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

describe('W12: signing in', () => {
  test('with the token: a session of twelve hours in a cookie for our own pages alone', async () => {
    const answer = await site.post('/operator/sign-in', { secret: TOKEN });
    expect([answer.status, answer.headers.location]).toEqual([303, '/operator']);
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    const flags = cookie.split('; ').slice(1).sort();
    expect(cookie).toMatch(/^__Host-operator=[\w-]{43};/);
    expect(flags).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure']);
    const inside = await site.get('/operator', { cookie: cookieOf(answer) });
    expect(inside.status).toBe(200);
    expect(inside.headers['cache-control']).toBe('no-store');
    expect(inside.headers['content-security-policy']).toContain("default-src 'none'");
  });

  test('the session ends after twelve hours', async () => {
    const operator = await site.signIn();
    site.clock.now += 12 * HOUR - 1;
    expect((await operator.get('/operator')).status).toBe(200);
    site.clock.now += 1;
    const over = await operator.get('/operator');
    expect([over.status, over.headers.location]).toEqual([303, '/operator/sign-in']);
  });

  test('signing out ends it, in the browser and on the server', async () => {
    const operator = await site.signIn();
    const out = await operator.post('/operator/sign-out');
    expect(out.headers['set-cookie']?.[0]).toMatch(/^__Host-operator=;.*Expires=Thu, 01 Jan 1970/);
    expect((await operator.get('/operator')).status).toBe(303);
  });

  test('a made-up cookie, and one of a hash from the database, open nothing', async () => {
    const { cookie } = await site.signIn();
    expect((await site.get('/operator', { cookie })).status).toBe(200);
    const hash = createHash('sha256')
      .update(cookie.split('=')[1] ?? '')
      .digest('base64url');
    expect(await site.site.store.sessions.find(hash, new Date(0))).not.toBeNull();
    for (const made of ['x', 'x'.repeat(43), hash, ''])
      expect((await site.get('/operator', { cookie: `__Host-operator=${made}` })).status).toBe(303);
  });

  test('what was written when the session had ended is there to be sent again, and nothing is done', async () => {
    const operator = await site.signIn();
    await operator.post('/operator/sign-out');
    const late = await operator.post('/operator/notices', {
      text: 'A <b>long</b> text.',
      from: '',
      until: '',
    });
    expect(late.status).toBe(401);
    expect(late.body).toContain('A &lt;b>long&lt;/b> text.');
    expect(late.body).toContain('name="secret"');
    expect(await site.site.store.notices.list()).toEqual([]);
  });

  test('W6: a refused sign-in is one line of the security log, with the address as people write it', async () => {
    const { security } = site.site.store;
    await site.site.statistics.security.flush();
    const before = await security.count();
    expect((await site.post('/operator/sign-in', { secret: 'wrong' })).status).toBe(403);
    await site.site.statistics.security.flush();
    expect(await security.count()).toBe(before + 1);
    const [line] = await security.list({ limit: 1 });
    expect(line).toMatchObject({ address: '127.0.0.1', event: 'sign-in /operator/sign-in' });
    site.clock.now += 65 * 60_000; // the try is forgotten
  });

  test('after ten wrong tokens an address waits, also with the right one; after an hour it may go on', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i += 1)
      statuses.push((await site.post('/operator/sign-in', { secret: `wrong-${i}` })).status);
    expect(statuses).toEqual([...Array(10).fill(403), 429]);
    expect((await site.post('/operator/sign-in', { secret: TOKEN })).status).toBe(429);
    site.clock.now += 65 * 60_000;
    expect((await site.post('/operator/sign-in', { secret: TOKEN })).status).toBe(303);
  });
});

describe('W12: forms of other websites', () => {
  test.each([
    ['another website', { 'sec-fetch-site': 'cross-site' }],
    ['another server of this domain', { 'sec-fetch-site': 'same-site' }],
    ['another origin, with an older browser', { origin: 'https://evil.example' }],
    ['a page that has no origin', { origin: 'null' }],
    ['who does not say', {}],
  ] as [string, Record<string, string>][])(
    'of %s: refused, even with everything else right',
    async (_, headers) => {
      const { cookie, csrf } = await site.signIn();
      const fields = { csrf, text: 'x', from: '2027-01-15', until: '2027-01-16' };
      const answer = await site.post('/operator/notices', fields, { ...headers, cookie });
      expect(answer.status).toBe(403);
      expect((await site.post('/operator/sign-in', { secret: TOKEN }, headers)).status).toBe(403);
      expect(await site.site.store.notices.list()).toEqual([]);
    },
  );

  test('without the word of the session, or with that of another: refused, and the text is kept', async () => {
    const [one, other] = [await site.signIn(), await site.signIn()];
    expect(one.csrf).not.toBe(other.csrf);
    for (const csrf of ['', 'x', other.csrf]) {
      const fields = { csrf, text: 'A notice', from: '2027-01-15', until: '2027-01-16' };
      const answer = await site.post('/operator/notices', fields, { ...OWN, cookie: one.cookie });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('A notice');
    }
    expect(await site.site.store.notices.list()).toEqual([]);
  });

  test('our own page, as every browser says it, is taken', async () => {
    const { cookie, csrf } = await site.signIn();
    const origin = `https://localhost:${site.served.door.port}`;
    const host = `localhost:${site.served.door.port}`;
    const ways: Record<string, string>[] = [OWN, { origin, host }, { ...OWN, origin, host }];
    for (const headers of ways) {
      const page = await site.get('/operator/notices', { cookie });
      const id = /name="id" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      const fields = { csrf, id, text: 'x', from: '2027-01-15', until: '2027-01-16' };
      const answer = await site.post('/operator/notices', fields, { ...headers, cookie });
      expect(answer.status).toBe(303);
    }
    expect(await site.site.store.notices.list()).toHaveLength(3);
  });
});

describe('W12: nothing of the operator is served without a session', () => {
  test('every route of /operator, asked in every way it can be', async () => {
    const routes: { method: string | string[]; url: string }[] = [];
    const bare = Fastify();
    bare.addHook('onRoute', (route) => {
      routes.push(route);
    });
    const options = { site: () => site.site, trust: site.served.config, styles: () => [] };
    addOperatorRoutes(bare as unknown as HttpApp, options);
    await bare.ready();
    await bare.close();
    const asked = routes.flatMap(({ method, url }) =>
      [method].flat().map((each) => ({ method: each, url: url.replace(':id', PLACEHOLDER) })),
    );
    expect(asked.length).toBeGreaterThan(40);
    const urls = asked.map(({ method, url }) => `${method} ${url.replace(PLACEHOLDER, ':id')}`);
    expect(urls).toEqual(
      expect.arrayContaining([
        ...['POST /operator/news', 'POST /operator/news/:id', 'POST /operator/news/import'],
        ...['leave', 'erase', ':id/test', ':id/start', ':id/stop', ':id/delete'].map(
          (name) => `POST /operator/news/${name}`,
        ),
        ...['GET /operator/news/:id/preview', 'GET /operator/statistics.csv', 'GET /operator/security'],
      ]),
    );
    const { cookie, csrf } = await site.signIn();
    const outside: string[] = [];
    for (const { method, url } of asked) {
      expect(url).toMatch(/^\/operator/);
      const ask = (headers: Record<string, string>) =>
        method === 'POST' ? site.post(url, { csrf }, { ...OWN, ...headers }) : site.get(url, headers);
      const answer = await ask({});
      if (method === 'POST' && url === '/operator/sign-in') expect(answer.status).toBe(403);
      else if (url === '/operator/sign-in') expect(answer.status).toBe(200);
      else if (method === 'POST') expect([url, answer.status]).toEqual([url, 401]);
      else expect([url, answer.headers.location]).toEqual([url, '/operator/sign-in']);
      outside.push(answer.body);
      // The same with a session is something else.
      if (url === '/operator/sign-in' || url === '/operator/sign-out') continue;
      const inside = await ask({ cookie });
      expect([url, inside.headers.location]).not.toEqual([url, '/operator/sign-in']);
      expect([url, [401, 500].includes(inside.status)]).toEqual([url, false]);
    }
    expect(outside.filter((body) => csrfOf(body) !== '' || body.includes('sign-out'))).toEqual([]);
  });
});
const PLACEHOLDER = '11111111-1111-4111-8111-111111111111';

describe('W12: the link printed at start', () => {
  let linked: SiteServed;
  beforeAll(async () => {
    linked = await serveSite({ token: null });
  });
  afterAll(() => linked.close());
  const path = () => `/operator/sign-in?link=${linked.site.operator.link}`;

  test('shows a button to whoever opens it, programs too, and is used by the button alone, once', async () => {
    const opened = await linked.get(path());
    await linked.get(path(), { 'user-agent': 'Slackbot-LinkExpanding 1.0' });
    expect(opened.body).toContain(`value="${linked.site.operator.link}"`);
    expect(opened.headers['set-cookie']).toBeUndefined();
    expect(opened.headers['referrer-policy']).toBe('same-origin');
    const secret = linked.site.operator.link ?? '';
    const [first, second] = await Promise.all([
      linked.post('/operator/sign-in', { secret }),
      linked.post('/operator/sign-in', { secret }),
    ]);
    expect([first.status, second.status].sort()).toEqual([303, 403]);
    expect((await linked.post('/operator/sign-in', { secret })).status).toBe(403);
  });

  test('is not used up when signing in cannot be noted in the log', async () => {
    const { sessions } = linked.site.operator;
    const secret = sessions.makeLink();
    const client = new pg.Client({ connectionString: linked.postgres.url });
    await client.connect();
    const count = async () => (await client.query('select * from sessions')).rowCount;
    const before = await count();
    await client.query('alter table audit_log rename to audit_log_away');
    expect((await linked.post('/operator/sign-in', { secret })).status).toBe(500);
    await client.query('alter table audit_log_away rename to audit_log');
    expect(await count()).toBe(before);
    expect((await linked.post('/operator/sign-in', { secret })).status).toBe(303);
    expect(await count()).toBe((before ?? 0) + 1);
    await client.end();
  });

  test('is of no use after an hour, and a new one makes the old one useless', async () => {
    const { sessions } = linked.site.operator;
    const signIn = async (secret: string) => (await linked.post('/operator/sign-in', { secret })).status;
    const [old, young] = [sessions.makeLink(), sessions.makeLink()];
    expect(await signIn(old)).toBe(403);
    linked.clock.now += HOUR - 1;
    expect(await signIn(young)).toBe(303);
    const late = sessions.makeLink();
    linked.clock.now += HOUR;
    expect(await signIn(late)).toBe(403);
  });

  test('is not in the log, nor is a token or a cookie', async () => {
    const { cookie } = { cookie: '__Host-operator=canary-of-a-cookie' };
    await linked.get('/operator/sign-in?link=canary-of-a-link', { cookie });
    await linked.post('/operator/sign-in', { secret: 'canary-of-a-token' });
    const log = linked.served.log();
    expect(log).toContain('/operator/sign-in');
    expect(log).not.toContain('canary');
    expect(log).not.toContain(linked.site.operator.link);
  });
});

test('W12: while the database is away, who is signed in sees how the server is, and others see nothing', async () => {
  const postgres = await startPostgres();
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await postgres.stop();
    isStopped = true;
  };
  const away = await serveSite({ postgresOf: async () => ({ ...postgres, stop }) });
  const operator = await away.signIn();
  expect((await operator.get('/operator/health')).body).toContain('answers within');
  await stop();
  const health = await operator.get('/operator/health');
  expect(health.body).toContain('does not answer');
  const stranger = await away.get('/operator/health', { cookie: `__Host-operator=${'x'.repeat(43)}` });
  expect(stranger.body).not.toContain('Running for');
  expect(stranger.status).toBe(503);
  const fields = { text: 'A notice to keep', from: '2027-01-15', until: '2027-01-16' };
  const id = '22222222-2222-4222-8222-222222222222';
  const notice = await operator.post('/operator/notices', { ...fields, id });
  expect(notice.status).toBe(503);
  expect(notice.body).toContain('A notice to keep');
  await away.close();
});
