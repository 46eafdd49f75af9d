import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR_COOKIE } from '../../src/shared/cookies.ts';
import { startServer } from '../devices/server.ts';
import { type Route, routesOf } from './support/routes.ts';
import type { Answer } from './support/served.ts';
import { OWN, type SiteServed, serveSite, TOKEN } from './support/site-served.ts';

let site: SiteServed;
let answers: (Route & { answer: Answer })[];

/** Routes that take something and change nothing: whoever sends them is at worst told the same. */
const ask = ({ method, url }: Route, headers: Record<string, string> = {}) => {
  const target = url.replaceAll(/:\w+/g, '11111111-1111-4111-8111-111111111111').replace('*', 'favicon.svg');
  return site.send(target, { method, headers, ...(method === 'POST' ? { body: 'a=b' } : {}) });
};

beforeAll(async () => {
  site = await serveSite();
  answers = [];
  for (const route of routesOf(site.served.app)) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers: Record<string, string> = route.method === 'POST' ? { ...type, ...OWN } : {};
    answers.push({ ...route, answer: await ask(route, headers) });
  }
  answers.push({ method: 'GET', url: '/nothing', answer: await site.get('/nothing') });
  const page = await site.get('/nothing', { accept: 'text/html' });
  answers.push({ method: 'GET', url: '/nothing, as a page', answer: page });
});
afterAll(() => site.close());

const COMMON = {
  'content-security-policy': expect.stringMatching(
    /^default-src 'none';script-src 'self' 'nonce-[\w-]{22}';style-src 'self';.*frame-ancestors 'none'/,
  ),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': expect.stringMatching(/^microphone=\(self\), camera=\(\)/),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
/** What tells others what runs here, or lets pages of others in. */
const NEVER = ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials'];
/** What may be kept by a browser: it is the same for everybody. Of all else nothing is. */
const KEPT = Object.fromEntries(
  ['GET', 'HEAD'].flatMap((method) => [
    [`${method} /*`, 'public, max-age=3600'],
    ...['', '.json', '/california', '/history', '/proofs'].map((part) => [
      `${method} /privacy${part}`,
      'no-cache',
    ]),
  ]),
);

describe('W12: every route there is', () => {
  test('has the headers of the table, whatever it answers', () => {
    const seen = new Set(answers.map(({ method, url }) => `${method} ${url}`));
    expect(seen.size).toBeGreaterThan(90);
    for (const known of ['GET /', 'POST /feedback', 'PUT /content/:itemId', 'POST /operator/news/:id/start'])
      expect([...seen]).toContain(known);
    for (const { method, url, answer } of answers) {
      const named = { route: `${method} ${url}`, status: answer.status, headers: answer.headers };
      // Browsers name the origin of a form to a page that says so alone.
      const isOperator = url.startsWith('/operator');
      const headers = isOperator ? { ...COMMON, 'referrer-policy': 'same-origin' } : COMMON;
      expect(named).toMatchObject({ route: named.route, headers });
      // Here no live part is there, whose gauge, and whose being ready, they would tell.
      if (!/^\/(retention|ready)/.test(url)) expect(named.status, named.route).toBeLessThan(500);
      expect([named.route, NEVER.filter((name) => answer.headers[name] !== undefined)]).toEqual([
        named.route,
        [],
      ]);
    }
    const kept = answers.flatMap(({ method, url, answer }) => {
      const caching = answer.headers['cache-control'];
      return caching === 'no-store' ? [] : [[`${method} ${url}`, caching]];
    });
    expect(Object.fromEntries(kept)).toEqual(KEPT);
  });

  test('gives nobody a cookie but the operator, who signs in; and that one is for our own pages alone', async () => {
    expect(answers.filter(({ answer }) => answer.headers['set-cookie'] !== undefined)).toEqual([]);
    const signedIn = await site.post('/operator/sign-in', { secret: TOKEN });
    const [cookie = '', ...more] = signedIn.headers['set-cookie'] ?? [];
    expect(more).toEqual([]);
    const [pair = '', ...attributes] = cookie.split('; ');
    expect(OPERATOR_COOKIE).toMatch(/^__Host-/);
    expect(pair).toMatch(new RegExp(`^${OPERATOR_COOKIE}=[\\w-]{43}$`));
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/', 'SameSite=Strict', 'Secure']);
  });

  test('that changes something is a POST or a PUT; those that come with rights look where they come from', () => {
    const methods = new Set(answers.map(({ method }) => method));
    expect([...methods].sort()).toEqual(['GET', 'HEAD', 'POST', 'PUT']);
  });

  test('of the operator takes no form of another site, signed in or not', async () => {
    const operator = await site.signIn();
    const forms = answers.filter(({ method, url }) => method === 'POST' && url.startsWith('/operator'));
    expect(forms.length).toBeGreaterThan(15);
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      {},
    ];
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const form of forms) {
      for (const headers of foreign) {
        const answer = await ask(form, { ...type, ...headers, cookie: operator.cookie });
        expect([form.url, headers, answer.status]).toEqual([form.url, headers, 403]);
      }
    }
    expect((await operator.get('/operator')).status).toBe(200); // not even signed out
    expect((await operator.post('/operator/sign-out')).status).toBe(303);
    expect((await operator.get('/operator')).status).toBe(303);
  });
});

describe('W12: a session that somebody else chose', () => {
  test('is none: a cookie from before signing in opens nothing, and signing in makes another', async () => {
    const fixed = 'A'.repeat(43);
    const cookie = `${OPERATOR_COOKIE}=${fixed}`;
    expect((await site.get('/operator', { cookie })).status).toBe(303);
    const signedIn = await site.post('/operator/sign-in', { secret: TOKEN }, { ...OWN, cookie });
    const given = signedIn.headers['set-cookie']?.[0] ?? '';
    expect(given).toMatch(new RegExp(`^${OPERATOR_COOKIE}=[\\w-]{43};`));
    expect(given).not.toContain(fixed);
    expect((await site.get('/operator', { cookie })).status).toBe(303);
    expect((await site.get('/operator', { cookie: given.split(';')[0] ?? '' })).status).toBe(200);
  });

  test('nor is one without the prefix that keeps other hosts of the domain from setting it', async () => {
    const { cookie } = await site.signIn();
    const bare = cookie.replace('__Host-', '');
    expect(bare).not.toBe(cookie);
    expect((await site.get('/operator', { cookie: bare })).status).toBe(303);
    expect((await site.get('/operator', { cookie })).status).toBe(200);
  });
});

test('W12: the live part of the built server says the same to a browser that takes its answers for pages', async () => {
  const server = await startServer({});
  const get = async (target: string, headers: Record<string, string> = {}) =>
    askBuilt(`${server.url}${target}`, headers);
  try {
    const opened = await get('/live/?EIO=4&transport=polling');
    expect(opened.status).toBe(200);
    const foreign = await get('/live/?EIO=4&transport=polling', { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    const { 'content-security-policy': policy, ...others } = LIVE;
    for (const answer of [opened, await get('/live/?EIO=4&transport=polling&sid=none'), foreign]) {
      expect(answer.headers).toMatchObject({ ...others, 'cache-control': 'no-store' });
      expect(answer.headers['content-security-policy']).toMatch(policy);
      expect(answer.headers['set-cookie']).toBeUndefined();
      for (const name of NEVER) expect(answer.headers[name]).toBeUndefined();
    }
    expect((await get('/')).headers).toMatchObject(COMMON);
  } finally {
    await server.stop();
  }
});

const LIVE = {
  'content-security-policy': /^default-src 'none'; frame-ancestors 'none'$/,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function askBuilt(url: string, headers: Record<string, string>) {
  return new Promise<Pick<Answer, 'status' | 'headers'>>((resolve, reject) => {
    const options = { headers, agent: false, rejectUnauthorized: false };
    const asking = request(url, options, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
    });
    asking.on('error', reject);
    asking.end();
  });
}
