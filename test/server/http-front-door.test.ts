import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectPlain, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/server/tls/machine.ts';
import { ask, MACHINE, type Served, type ServeOptions, serve } from './support/served.ts';

/** Loopback has a whole network of addresses on Linux: this one plays the proxy. */
const PROXY = '127.0.0.9';
const PROXIED = { 'x-forwarded-proto': 'https', host: 'room.example' };

const opened: Served[] = [];
async function open(options?: ServeOptions): Promise<Served> {
  const served = await serve(options);
  opened.push(served);
  return served;
}
afterEach(async () => {
  for (const served of opened.splice(0)) await served.close();
});

function authorityOf(served: Served): string {
  return served.certificate.authority?.pem ?? '';
}

describe('one port', () => {
  test('W1: HTTPS answers, and a client that knows the authority trusts it', async () => {
    const served = await open();
    const answer = await ask(served.door.port, '/healthz', { authority: authorityOf(served) });
    expect([answer.status, answer.body]).toEqual([200, '{"ok":true}']);
  });

  test('W1: plain HTTP on the same port answers nothing but the redirect to the same host and path', async () => {
    const { door } = await open();
    const headers = { host: `laptop.local:${door.port}` };
    for (const target of ['/', '/healthz?a=1&b=%20', '/zipsocket-ca.crt', '/assets/main-1.js', '/live/?x']) {
      const answer = await ask(door.port, target, { headers });
      expect(answer.status).toBe(308);
      expect(answer.headers.location).toBe(`https://laptop.local:${door.port}${target}`);
      expect([answer.body, answer.headers['cache-control']]).toEqual(['', 'no-store']);
    }
    const posted = await ask(door.port, '/live-bye', { method: 'POST', headers, body: 'x' });
    expect([posted.status, posted.body]).toEqual([308, '']);
  });

  test.each([
    ['evil.example/@', 'https://127.0.0.1:PORT/'],
    ['a b', 'https://127.0.0.1:PORT/'],
    ['[::1]:99', 'https://[::1]:99/'],
    ['laptop.local', 'https://laptop.local:PORT/'],
  ])('W1: a request to the host %j is sent to %s', async (host, location) => {
    const { door } = await open();
    const answer = await ask(door.port, '/', { headers: { host } });
    expect(answer.headers.location).toBe(location.replace('PORT', String(door.port)));
  });

  test('W1: an absolute request target leads nowhere else', async () => {
    const { door } = await open();
    const answer = await ask(door.port, 'http://evil.example/x', { headers: { host: 'laptop.local' } });
    expect(answer.headers.location).toBe(`https://laptop.local:${door.port}/`);
  });

  test('W1: a socket without encryption is redirected too', async () => {
    const { door } = await open({ prepare: (app) => app.server.on('upgrade', () => expect.fail('reached')) });
    const asked = request({
      host: '127.0.0.1',
      port: door.port,
      path: '/live/',
      headers: { connection: 'Upgrade', upgrade: 'websocket', host: 'laptop.local' },
    }).end();
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(308);
    expect(response.headers.location).toBe(`https://laptop.local:${door.port}/live/`);
  });

  test('W1: HTTP_PORT redirects to the port of HTTPS and nothing else', async () => {
    const { door } = await open({ environment: { HTTP_PORT: '0' } });
    const answer = await ask(door.httpPort ?? 0, '/healthz', {
      headers: { host: `laptop.local:${door.httpPort}` },
    });
    expect([answer.status, answer.headers.location]).toEqual([
      308,
      `https://laptop.local:${door.port}/healthz`,
    ]);
  });

  test('W1: PUBLIC_URL is where its host is sent to, and who names no host', async () => {
    const { door } = await open({ environment: { PUBLIC_URL: 'https://room.example' } });
    const target = async (host: string) =>
      (await ask(door.port, '/x', { headers: { host } })).headers.location;
    expect(await target('room.example')).toBe('https://room.example/x');
    expect(await target('a b')).toBe('https://room.example/x');
    expect(await target('laptop.local')).toBe(`https://laptop.local:${door.port}/x`);
  });
});

describe('behind a proxy', () => {
  const environment = { TRUST_PROXY: PROXY };

  test('W1: a listed proxy that was reached by HTTPS is answered, with HSTS', async () => {
    const { door } = await open({ environment });
    const answer = await ask(door.port, '/healthz', { from: PROXY, headers: PROXIED });
    expect([answer.status, answer.body]).toEqual([200, '{"ok":true}']);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('W1: anybody else who claims to be a proxy is redirected', async () => {
    const { door } = await open({ environment });
    const spoofed = await ask(door.port, '/healthz', { from: '127.0.0.8', headers: PROXIED });
    expect([spoofed.status, spoofed.body]).toEqual([308, '']);
    const without = await open();
    const nobody = await ask(without.door.port, '/healthz', { from: PROXY, headers: PROXIED });
    expect(nobody.status).toBe(308);
  });

  test('W1: a listed proxy that was reached without encryption gets the redirect to its own host', async () => {
    const { door } = await open({ environment });
    const headers = { 'x-forwarded-proto': 'http', host: 'room.example' };
    const answer = await ask(door.port, '/x', { from: PROXY, headers });
    expect([answer.status, answer.headers.location]).toEqual([308, 'https://room.example/x']);
    const doubtful = { 'x-forwarded-proto': 'https, http', host: 'room.example' };
    expect((await ask(door.port, '/x', { from: PROXY, headers: doubtful })).status).toBe(308);
  });

  test('a socket through the proxy reaches the live part; one of a stranger does not', async () => {
    const seen: string[] = [];
    const { door } = await open({
      environment,
      prepare: (app) =>
        app.server.on('upgrade', (incoming, socket) => {
          seen.push(incoming.url ?? '');
          socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        }),
    });
    const headers = { connection: 'Upgrade', upgrade: 'websocket', ...PROXIED };
    const upgrade = (from: string) =>
      request({ host: '127.0.0.1', port: door.port, path: '/live/', localAddress: from, headers }).end();
    const [response] = await once(upgrade(PROXY), 'upgrade');
    expect(response.statusCode).toBe(101);
    const [refused] = await once(upgrade('127.0.0.8'), 'response');
    expect([refused.statusCode, seen]).toEqual([308, ['/live/']]);
  });
});

describe('connections', () => {
  test('one that never says a word is closed', async () => {
    const { door } = await open({ door: { firstByteMs: 100 } });
    const silent = connectPlain(door.port, '127.0.0.1').resume();
    await once(silent, 'close');
    expect(silent.bytesRead).toBe(0);
    // The limit is for the first byte alone: a connection that has spoken stays open.
    const spoken = connectTls({ port: door.port, host: '127.0.0.1', rejectUnauthorized: false }).resume();
    await once(spoken, 'secureConnect');
    const another = connectPlain(door.port, '127.0.0.1').resume();
    await once(another, 'close');
    expect(spoken.closed).toBe(false);
    spoken.destroy();
  });

  test('one that is neither TLS nor HTTP is closed without an answer', async () => {
    const { door } = await open();
    const odd = connectPlain(door.port, '127.0.0.1').resume();
    odd.write('\u0001\u0002 hello\r\n\r\n');
    await once(odd, 'close');
    expect(odd.bytesRead).toBe(0);
  });

  test('one that breaks off in the handshake disturbs nobody', async () => {
    const served = await open();
    const broken = connectPlain(served.door.port, '127.0.0.1');
    broken.on('error', () => {});
    await new Promise((resolve) => broken.write(Buffer.from([0x16, 3, 1, 2, 0, 1]), resolve));
    broken.resetAndDestroy();
    const garbage = connectPlain(served.door.port, '127.0.0.1').resume();
    garbage.on('error', () => {});
    garbage.write(Buffer.alloc(600, 0x16));
    await once(garbage, 'close');
    expect((await ask(served.door.port, '/healthz', { authority: authorityOf(served) })).status).toBe(200);
  });

  test('close() ends all of them', async () => {
    const served = await serve();
    const idle = connectPlain(served.door.port, '127.0.0.1').resume();
    const secure = connectTls({
      port: served.door.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
    }).resume();
    for (const socket of [idle, secure]) socket.on('error', () => {});
    await once(secure, 'secureConnect');
    const closed = Promise.all([once(idle, 'close'), once(secure, 'close')]);
    await served.close();
    await closed;
    await expect(ask(served.door.port, '/')).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('while it runs', () => {
  test('new addresses bring a new certificate without a restart', async () => {
    let here: Machine = MACHINE;
    const served = await open({ machine: () => here, door: { refreshMs: 20 } });
    const shown = async () => {
      const socket = connectTls({
        port: served.door.port,
        host: '127.0.0.1',
        ca: authorityOf(served),
        servername: 'localhost',
      });
      await once(socket, 'secureConnect');
      const names = socket.getPeerCertificate().subjectaltname ?? '';
      socket.destroy();
      return names;
    };
    expect(await shown()).not.toContain('10.0.0.9');
    here = { ...MACHINE, addresses: [...MACHINE.addresses, '10.0.0.9'], lan: ['10.0.0.9'] };
    await expect.poll(shown, { timeout: 10_000 }).toContain('10.0.0.9');
    expect(served.log()).toContain('new certificate in use');
  });

  test('addresses to open: the public one, the LAN, this machine', async () => {
    const { door } = await open({ environment: { PUBLIC_URL: 'https://room.example' } });
    expect(door.addresses).toEqual([
      'https://room.example',
      `https://192.168.1.5:${door.port}`,
      `https://localhost:${door.port}`,
    ]);
    const local = await open({ environment: { HOST: '127.0.0.1' } });
    expect(local.door.addresses).toEqual([`https://localhost:${local.door.port}`]);
  });

  test('a port that is taken is told in one line', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const line = `port ${port} is taken by another program; end it, or set`;
    await expect(serve({ environment: { PORT: String(port) } })).rejects.toThrow(`PORT: ${line} PORT`);
    await expect(serve({ environment: { HTTP_PORT: String(port) } })).rejects.toThrow(
      `HTTP_PORT: ${line} HTTP_PORT`,
    );
    await expect(serve({ environment: { HOST: '192.0.2.99' } })).rejects.toThrow(
      'HOST: this machine has no address 192.0.2.99',
    );
    other.close();
  });
});
