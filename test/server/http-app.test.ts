import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createPageAssets } from '../../src/server/http/page-assets.ts';
import { CONNECTION_TIMES } from '../../src/server/http/secure-server.ts';
import { limitBodies } from '../../src/server/http/slow-bodies.ts';
import { StartupError } from '../../src/server/startup-error.ts';
import { issueAuthority, issueLeaf } from '../../src/server/tls/issue.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import {
  type Answer,
  type AskOptions,
  ask,
  type Served,
  type ServeOptions,
  serve,
} from './support/served.ts';

/** A tab and its page. */
const TAB = 'abcdefghijklmnopqrstuv.vutsrqponmlkjihgfedcba';

let served: Served;
async function open(options?: ServeOptions): Promise<void> {
  served = await serve(options);
}
function get(target: string, options: AskOptions = {}): Promise<Answer> {
  const authority = served.certificate.authority?.pem ?? '';
  return ask(served.door.port, target, { authority, ...options });
}
afterEach(() => served.close());

describe('headers', () => {
  test('W1: the certificate that the server made itself comes without HSTS', async () => {
    await open();
    const answer = await get('/');
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
  });

  test("W1: the operator's own certificate comes with HSTS, on errors too", async () => {
    await open();
    const authority = await issueAuthority('x', ['localhost'], Date.now());
    const leaf = await issueLeaf(authority, ['localhost'], [], Date.now());
    const [cert, key] = [path.join(served.folder, 'c.pem'), path.join(served.folder, 'k.pem')];
    await writeFile(cert, leaf.cert);
    await writeFile(key, leaf.key);
    const own = await serve({ environment: { TLS_CERT: cert, TLS_KEY: key } });
    for (const target of ['/', '/nothing', '/zipsocket-ca.crt']) {
      const answer = await ask(own.door.port, target, { authority: authority.cert });
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    }
    expect((await ask(own.door.port, '/zipsocket-ca.crt', { authority: authority.cert })).status).toBe(404);
    await own.close();
  });

  test('pages may load and run their own files alone, and the microphone is for this page', async () => {
    await open();
    const first = await get('/', { headers: { host: 'laptop.local:8443' } });
    const policy = String(first.headers['content-security-policy']);
    const nonce = /'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? '';
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(policy.replace(nonce, 'N').split(';')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'nonce-N'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self' wss://laptop.local:8443",
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      'frame-src https:',
      "require-trusted-types-for 'script'",
      'trusted-types zipsocket',
    ]);
    expect((await get('/')).headers['content-security-policy']).not.toContain(nonce);
    expect(first.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(first.headers['permissions-policy']).toMatch(/^microphone=\(self\), camera=\(\)/);
  });

  test('a host that is none cannot write into the policy', async () => {
    await open();
    const answer = await get('/', { headers: { host: "x; script-src 'unsafe-inline'" } });
    expect(answer.headers['content-security-policy']).toContain("connect-src 'self' 'self'");
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
  });
});

describe('files', () => {
  test('hashed files are kept for ever, others for an hour, the manifest is not given out', async () => {
    await open();
    const script = await get('/assets/main-1.js');
    expect([script.status, script.body]).toEqual([200, 'export {};']);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('public, max-age=3600');
    for (const hidden of ['/.vite/manifest.json', '/../data/tls/ca.key', '/%2e%2e/data/tls/ca.key']) {
      expect((await get(hidden)).body).not.toContain('main-1');
      expect((await get(hidden)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('the page names the files of the build, also after another build', async () => {
    await open();
    expect((await get('/')).body).toContain('src="/assets/main-1.js"></script>/assets/main-2.css');
    const file = path.join(served.folder, 'public', '.vite', 'manifest.json');
    const chunk = { file: 'assets/part.js', css: ['assets/part.css'] };
    const site = { file: 'assets/site.css' };
    const entry = { file: 'assets/main-9.js', css: ['assets/main.css'], imports: ['_part.js'] };
    await writeFile(
      file,
      JSON.stringify({ 'src/web/main.tsx': entry, 'src/web/site.css': site, '_part.js': chunk }),
    );
    expect((await get('/')).body).toContain(
      'src="/assets/main-9.js"></script>/assets/main.css,/assets/part.css',
    );
    await rm(file);
    expect((await get('/')).status).toBe(200);
    expect(() => createPageAssets(path.join(served.folder, 'public'))).toThrow(StartupError);
  });

  test('the authority can be had to install it', async () => {
    await open();
    const answer = await get('/zipsocket-ca.crt');
    expect(answer.headers['content-type']).toBe('application/x-x509-ca-cert');
    expect(answer.body).toBe(served.certificate.authority?.pem);
  });
});

describe('compression', () => {
  const asked = async (target: string, how?: string) => {
    const { headers } = await get(target, how === undefined ? {} : { headers: { 'accept-encoding': how } });
    return headers['content-encoding'];
  };

  test('W12: the home page comes compressed for who takes that, and says that it depends', async () => {
    await open();
    expect(await asked('/', 'gzip, deflate, br')).toBe('br');
    expect(await asked('/', 'gzip')).toBe('gzip');
    expect(await asked('/')).toBeUndefined();
    const { headers } = await get('/', { headers: { 'accept-encoding': 'br' } });
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(headers['content-security-policy']).toMatch(/'nonce-/);
  });

  test('W12: nothing else is compressed by itself, be it as long as it may', async () => {
    await open({
      prepare: (app) => void app.get('/form', (_, reply) => reply.type('text/html').send('x'.repeat(9_000))),
    });
    expect(await asked('/form', 'gzip, br')).toBeUndefined();
    expect(await asked('/', 'gzip, br')).toBe('br');
  });
});

describe('refusals', () => {
  test('a page for people, JSON for everything else', async () => {
    await open();
    const page = await get('/nothing', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.body).toContain('>There is no such thing here.</h1>');
    expect(page.body).toContain('<link rel="stylesheet" href="/assets/main-2.css">');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const data = await get('/nothing');
    expect(JSON.parse(data.body)).toEqual({ error: 'not-found', text: 'There is no such thing here.' });
  });

  test('an error inside is told without its words, there and in the log', async () => {
    await open({
      prepare: (app) => {
        app.get('/broken', () => {
          throw new Error('what Ada wrote');
        });
      },
    });
    const answer = await get('/broken?secret=1');
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([500, 'internal']);
    expect(served.log()).toContain('"route":"/broken"');
    expect(served.log()).toContain('http-app.test.ts');
    for (const word of ['Ada', 'secret', '127.0.0.1']) expect(served.log()).not.toContain(word);
  });
});

/** What a page of this host says of itself. */
const own = () => ({
  origin: `https://localhost:${served.door.port}`,
  host: `localhost:${served.door.port}`,
});

describe('bye', () => {
  const say = (body: string, headers: object, more: AskOptions = {}) =>
    get('/live-bye', {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain', ...headers },
      ...more,
    });

  test('C5: a page of this host is heard', async () => {
    await open();
    const answer = await say(TAB, { ...own(), 'content-type': 'text/plain;charset=UTF-8' });
    expect([answer.status, served.byes]).toEqual([204, [TAB]]);
    expect(served.log()).not.toContain(TAB);
  });

  test.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'https://localhost' }],
    [{ origin: undefined }],
    [{ origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }],
  ])('another site is refused: %j', async (headers) => {
    await open();
    const { origin, ...rest } = { ...own(), ...headers };
    const answer = await say(TAB, origin === undefined ? rest : { ...rest, origin });
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([403, 'wrong-origin']);
    expect(served.byes).toEqual([]);
  });

  test.each([
    ['too short', 'abc', 'text/plain'],
    ['too long', 'a'.repeat(65), 'text/plain'],
    ['no id', `${TAB.slice(1)}%`, 'text/plain'],
    ['empty', '', 'text/plain'],
    ['JSON', JSON.stringify(TAB), 'application/json'],
    ['a form', `id=${TAB}`, 'application/x-www-form-urlencoded'],
  ])('a body that is %s is refused', async (_name, body, type) => {
    await open();
    const answer = await say(body, { ...own(), 'content-type': type });
    expect(answer.status).toBe(type === 'application/json' ? 204 : 400);
  });

  test('through a proxy the host people use counts, and PUBLIC_URL where the proxy does not tell it', async () => {
    const environment = { TRUST_PROXY: '127.0.0.9', PUBLIC_URL: 'https://room.example' };
    await open({ environment });
    const port = served.door.port;
    const headers = (origin: string, more: object) => ({
      'content-type': 'text/plain',
      'x-forwarded-proto': 'https',
      origin,
      ...more,
    });
    const from = '127.0.0.9';
    const send = (sent: ReturnType<typeof headers>) =>
      ask(port, '/live-bye', { method: 'POST', body: TAB, from, headers: sent });
    expect(
      (await send(headers('https://other.example', { 'x-forwarded-host': 'other.example' }))).status,
    ).toBe(204);
    expect((await send(headers('https://room.example', { host: 'backend:8443' }))).status).toBe(204);
    expect((await send(headers('https://other.example', { host: 'backend:8443' }))).status).toBe(403);
  });
});

describe('bodies', () => {
  test('W12: one that dribbles in is cut off, unless it is an upload, which has ten minutes', async () => {
    expect(CONNECTION_TIMES.requestTimeout).toBeGreaterThan(LIMITS.uploadMs);
    served = await serve({ prepare: (app) => limitBodies(app, 200) });
    const headers = { 'content-type': 'text/plain', 'content-length': '40', ...own() };
    const cutOff = (path: string, method: string, more: object) =>
      new Promise<boolean>((resolve) => {
        const { port } = served.door;
        const asking = request({
          ...{ port, path, method, rejectUnauthorized: false },
          headers: { ...headers, ...more },
        });
        asking.on('error', () => resolve(true));
        asking.on('response', (answer) => answer.resume().on('end', () => resolve(false)));
        asking.write('a');
        setTimeout(() => asking.end('b'.repeat(39)), 600);
      });
    /** How long a connection lasts whose body does not end, ms. */
    const stays = (path: string, method: string) =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        const asking = request({
          ...{ port: served.door.port, path, method, rejectUnauthorized: false, agent: false },
          headers: { ...headers, 'content-length': '100000' },
        });
        asking.on('error', () => {});
        asking.on('close', () => resolve(performance.now() - begun));
        asking.on('response', (answer) => answer.resume());
        asking.on('socket', (socket) => socket.on('close', () => resolve(performance.now() - begun)));
        asking.write('a');
      });
    expect(await cutOff('/live-bye', 'POST', {})).toBe(true);
    expect(await stays('/nothing', 'GET')).toBeLessThan(500);
    const upload = { 'content-type': 'application/octet-stream', 'x-tab': 'abcdefghijklmnopqrstuv' };
    expect(await cutOff('/content/abcdefghijklmnopqrstuv', 'PUT', upload)).toBe(false);
  });

  test('C10 W12: an upload of another type, without a tab, or from another site is refused before its body is read', async () => {
    await open();
    const put = async (more: object) => {
      const asking = request({
        ...{ port: served.door.port, path: '/content/abcdefghijklmnopqrstuv', method: 'PUT' },
        ...{ rejectUnauthorized: false, agent: false },
        headers: { 'content-length': String(2 ** 30), 'x-tab': 'abcdefghijklmnopqrstuv', ...own(), ...more },
      });
      asking.on('error', () => {});
      asking.flushHeaders(); // not a byte of the body
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      asking.destroy();
      return [answer.statusCode, answer.headers.connection];
    };
    const sealed = { 'content-type': 'application/octet-stream' };
    expect(await put({ 'content-type': 'application/json' })).toEqual([400, 'close']);
    expect(await put({ 'content-type': 'text/plain' })).toEqual([400, 'close']);
    expect(await put({ ...sealed, 'x-tab': 'x' })).toEqual([404, 'close']);
    expect(await put({ ...sealed, origin: 'https://elsewhere.example' })).toEqual([403, 'close']);
  });
});

describe('the share sheet’s form, where no worker takes it', () => {
  /** Announces a body and sends none of it. */
  const announce = (headers: Record<string, string>) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders }>((resolve, reject) => {
      const asking = request({
        ...{ host: '127.0.0.1', port: served.door.port, path: '/share', method: 'POST', agent: false },
        ...{ ca: served.certificate.authority?.pem, servername: 'localhost' },
        headers: {
          ...{ 'content-type': 'multipart/form-data; boundary=x', 'content-length': 1_000_000_000 },
          ...headers,
        },
      });
      asking.once('error', reject);
      asking.once('response', (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        asking.destroy();
      });
      asking.flushHeaders();
    });

  test.each([[{}], [{ 'sec-fetch-site': 'none' }], [{ 'sec-fetch-site': 'same-origin' }]])(
    'C11: is answered before any of it is read, and leads to the start page: %o',
    async (headers) => {
      await open();
      const answer = await announce(headers);
      expect([answer.status, answer.headers.location]).toEqual([303, '/?shared=lost']);
      expect(answer.headers.connection).toBe('close');
    },
  );

  test.each(['cross-site', 'same-site'])('W12: of another site is refused as soon: %s', async (site) => {
    await open();
    const answer = await announce({ 'sec-fetch-site': site });
    expect([answer.status, answer.headers.connection]).toEqual([403, 'close']);
  });
});
