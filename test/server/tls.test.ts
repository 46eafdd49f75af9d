import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StartupError } from '../../src/server/startup-error.ts';
import { openCertificate } from '../../src/server/tls/certificate-source.ts';
import { issueAuthority, issueLeaf, type KeyPair } from '../../src/server/tls/issue.ts';
import { ensureLocalCertificate } from '../../src/server/tls/local-certificate.ts';
import { describeMachine, type Machine } from '../../src/server/tls/machine.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const machine: Machine = {
  hosts: ['localhost', 'laptop.lan', 'laptop.local'],
  addresses: ['127.0.0.1', '192.168.1.5', '::1', 'fd00::2'],
  lan: ['192.168.1.5'],
};

let folder: string;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'zipsocket-tls-')), 'tls');
});
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

/** What Node's TLS client says of a server with this certificate under this name; null: trusted. */
async function verdict(leaf: KeyPair, authority: string, servername: string): Promise<string | null> {
  const server = createServer(leaf);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const isAddress = /^[\d.]+$|:/.test(servername);
  try {
    return await new Promise((resolve) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca: authority,
        ...(isAddress ? {} : { servername }),
        checkServerIdentity: (_host, certificate) => {
          const own = new X509Certificate(certificate.raw);
          const matches = isAddress ? own.checkIP(servername) : own.checkHost(servername);
          return matches ? undefined : new Error('wrong name');
        },
      });
      socket.once('secureConnect', () => resolve(null));
      socket.once('error', (error: Error & { code?: string }) =>
        resolve(error.code && error.code !== 'UNSPECIFIED' ? error.code : error.message),
      );
      socket.once('close', () => socket.destroy());
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('the certificate the server makes itself', () => {
  test('W1: a client that knows the authority trusts every name and address, and no other', async () => {
    const { leaf, authority, made } = await ensureLocalCertificate(folder, machine, NOW);
    expect(made).toBe('authority');
    for (const name of [...machine.hosts, ...machine.addresses]) {
      expect([name, await verdict(leaf, authority, name)]).toEqual([name, null]);
    }
    expect(await verdict(leaf, authority, 'other.example')).toBe('wrong name');
    const stranger = await issueAuthority('another', ['localhost'], NOW);
    expect(await verdict(leaf, stranger.cert, 'localhost')).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/);
  });

  test('the leaf is for servers, ends within 397 days and names its issuer', async () => {
    const { leaf, authority } = await ensureLocalCertificate(folder, machine, NOW);
    const [own, issuer] = [new X509Certificate(leaf.cert), new X509Certificate(authority)];
    expect([own.ca, issuer.ca]).toEqual([false, true]);
    expect(own.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(own.validTo) - Date.parse(own.validFrom)).toBeLessThanOrEqual(397 * DAY);
    expect(Date.parse(issuer.validTo) - NOW).toBeGreaterThan(9.9 * 365 * DAY);
    expect(own.checkIssued(issuer)).toBe(true);
  });

  test('the authority cannot speak for another site, even with its key', async () => {
    const authority = await issueAuthority('laptop', [...machine.hosts, 'local'], NOW);
    const forged = await issueLeaf(authority, ['bank.example'], [], NOW);
    expect(await verdict(forged, authority.cert, 'bank.example')).toBe('permitted subtree violation');
    const honest = await issueLeaf(authority, ['laptop.lan'], [], NOW);
    expect(await verdict(honest, authority.cert, 'laptop.lan')).toBeNull();
  });

  test('keys are readable by their owner alone, and no temporary file stays', async () => {
    await ensureLocalCertificate(folder, machine, NOW);
    const mode = async (name: string) => ((await stat(path.join(folder, name))).mode & 0o777).toString(8);
    expect([await mode('.'), await mode('ca.key'), await mode('server.key')]).toEqual(['700', '600', '600']);
    expect((await readdir(folder)).sort()).toEqual(['ca.crt', 'ca.key', 'server.crt', 'server.key']);
  });

  test('a second start keeps both; changed addresses renew the leaf and keep the authority', async () => {
    const first = await ensureLocalCertificate(folder, machine, NOW);
    const second = await ensureLocalCertificate(folder, machine, NOW + DAY);
    expect(second).toEqual({ ...first, made: 'nothing' });
    const moved = { ...machine, addresses: ['127.0.0.1', '10.0.0.9', '::1'] };
    const third = await ensureLocalCertificate(folder, moved, NOW + DAY);
    expect([third.made, third.authority]).toEqual(['leaf', first.authority]);
    expect(await verdict(third.leaf, third.authority, '10.0.0.9')).toBeNull();
    expect(await verdict(third.leaf, third.authority, '192.168.1.5')).toBe('wrong name');
  });

  test('the leaf is renewed 30 days before it ends, the authority when it no longer outlives a leaf', async () => {
    const first = await ensureLocalCertificate(folder, machine, NOW);
    const ends = Date.parse(new X509Certificate(first.leaf.cert).validTo);
    expect((await ensureLocalCertificate(folder, machine, ends - 31 * DAY)).made).toBe('nothing');
    const renewed = await ensureLocalCertificate(folder, machine, ends - 29 * DAY);
    expect([renewed.made, renewed.authority]).toEqual(['leaf', first.authority]);
    expect((await ensureLocalCertificate(folder, machine, NOW + 9.5 * 365 * DAY)).made).toBe('authority');
  });

  test('a machine with a new name keeps its authority and is known by the names that one may sign', async () => {
    const first = await ensureLocalCertificate(folder, machine, NOW);
    const renamed = { ...machine, hosts: ['localhost', 'desk', 'desk.local'] };
    const second = await ensureLocalCertificate(folder, renamed, NOW);
    expect([second.made, second.authority]).toEqual(['leaf', first.authority]);
    expect(await verdict(second.leaf, second.authority, 'desk.local')).toBeNull();
    expect(await verdict(second.leaf, second.authority, 'desk')).toBe('wrong name');
    expect((await ensureLocalCertificate(folder, renamed, NOW)).made).toBe('nothing');
  });

  test.each(['server.crt', 'server.key', 'ca.crt', 'ca.key'])('a broken %s is replaced', async (name) => {
    const first = await ensureLocalCertificate(folder, machine, NOW);
    const breakIt = [
      () => truncate(path.join(folder, name), 60),
      () => writeFile(path.join(folder, name), ''),
      () => writeFile(path.join(folder, name), 'not a certificate'),
      () => rm(path.join(folder, name)),
    ];
    for (const act of breakIt) {
      await act();
      const next = await ensureLocalCertificate(folder, machine, NOW);
      expect(next.made).toBe(name.startsWith('ca') ? 'authority' : 'leaf');
      expect(await verdict(next.leaf, next.authority, 'laptop.local')).toBeNull();
      if (name.startsWith('server')) expect(next.authority).toBe(first.authority);
    }
  });

  test('a folder that cannot be written is told in one line', async () => {
    const attempt = ensureLocalCertificate('/dev/null/x/tls', machine, NOW);
    await expect(attempt).rejects.toThrow(StartupError);
    await expect(attempt).rejects.toThrow(
      /^DATA_DIR: cannot keep a certificate in \/dev\/null\/x\/tls \(ENOTDIR\)$/,
    );
  });
});

describe('own certificate files', () => {
  test('are taken, followed when they are replaced, and kept when the replacement is bad', async () => {
    const dataDir = path.dirname(folder);
    const files = { cert: path.join(dataDir, 'c.pem'), key: path.join(dataDir, 'k.pem') };
    const write = async (pair: KeyPair) => {
      await writeFile(files.cert, pair.cert);
      await writeFile(files.key, pair.key);
    };
    const authority = await issueAuthority('x', ['room.example'], NOW);
    const [one, two] = [
      await issueLeaf(authority, ['room.example'], [], NOW),
      await issueLeaf(authority, [], [], NOW),
    ];
    await write(one);
    const source = await openCertificate({
      config: { certificateFiles: files, dataDir },
      machine: () => machine,
      now: () => NOW,
    });
    expect([source.pair, source.authority]).toEqual([one, null]);
    expect(await source.refresh()).toBe(false);
    await write(two);
    expect(await source.refresh()).toBe(true);
    expect(source.pair).toEqual(two);
    await writeFile(files.key, one.key);
    await expect(source.refresh()).rejects.toThrow(
      /^TLS_KEY: .*k\.pem does not belong to the certificate in/,
    );
    expect(source.pair).toEqual(two);
  });

  test.each([
    ['missing', /^TLS_CERT: cannot read .*c\.pem \(ENOENT\)$/],
    ['no certificate', /^TLS_CERT: .*c\.pem holds no PEM certificate$/],
    ['ended', /^TLS_CERT: .*c\.pem has ended on /],
  ])('%s: one line', async (kind, line) => {
    const dataDir = path.dirname(folder);
    const files = { cert: path.join(dataDir, 'c.pem'), key: path.join(dataDir, 'k.pem') };
    const authority = await issueAuthority('x', ['a'], NOW);
    const leaf = await issueLeaf(authority, ['a'], [], NOW);
    await writeFile(files.key, leaf.key);
    if (kind !== 'missing') await writeFile(files.cert, kind === 'ended' ? leaf.cert : 'hello');
    const now = () => NOW + 500 * DAY;
    const opened = openCertificate({
      config: { certificateFiles: files, dataDir },
      machine: () => machine,
      now,
    });
    await expect(opened).rejects.toThrow(line);
  });
});

describe('what the machine is called', () => {
  const info = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;

  test('the LAN comes before containers and IPv6; link-local addresses are left out', () => {
    const found = describeMachine('Laptop.Home.', {
      docker0: [info('172.17.0.1', 'IPv4')],
      lo: [info('127.0.0.1', 'IPv4', true), info('::1', 'IPv6', true)],
      wlan0: [info('fe80::1', 'IPv6'), info('fd00::2', 'IPv6'), info('192.168.1.5', 'IPv4')],
    });
    expect(found.hosts).toEqual(['localhost', 'laptop.home', 'laptop.local']);
    expect(found.lan).toEqual(['192.168.1.5', 'fd00::2', '172.17.0.1']);
    expect(found.addresses).toEqual(['127.0.0.1', '192.168.1.5', '172.17.0.1', '::1', 'fd00::2']);
  });

  test('a host name that is none is left out', () => {
    expect(describeMachine('my laptop!', {}).hosts).toEqual(['localhost']);
    expect(describeMachine('10.0.0.1', {}).hosts).toEqual(['localhost']);
    expect(describeMachine('localhost', {}).hosts).toContain('localhost');
  });

  test('the server key file holds what is served', async () => {
    const { leaf } = await ensureLocalCertificate(folder, machine, NOW);
    expect(await readFile(path.join(folder, 'server.key'), 'utf8')).toBe(leaf.key);
  });
});
