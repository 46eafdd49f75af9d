import { createHash } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/server/config.ts';

function complaint(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('configuration', () => {
  test('an empty environment gives the documented defaults', () => {
    const { isTrustedProxy, ...rest } = readConfig({});
    expect(rest).toEqual({
      port: 8443,
      host: null,
      dataDir: path.resolve('data'),
      httpPort: null,
      certificateFiles: null,
      publicUrl: null,
      featureThreads: Math.max(1, availableParallelism() - 1),
      contentBytes: Math.min(2 ** 30, Math.floor(totalmem() / 4)),
      memoryBytes: Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()),
      falseJoin: 2e-5,
      databaseUrl: null,
      cluster: null,
      smtp: null,
      mailPerMinute: 60,
      retentionDays: {},
      contactEmail: null,
      operatorTokenHash: null,
      policyDir: null,
      processors: null,
      metrics: null,
      logLevel: 'warn',
    });
    expect(isTrustedProxy('127.0.0.1')).toBe(false);
  });

  test('empty and unknown variables count as not set', () => {
    expect(readConfig({ PORT: '', TLS_CERT: ' ', PORTT: 'x', PATH: '/bin' }).port).toBe(8443);
  });

  test.each([
    [{ OPERATOR_TOKEN: 'short-and-secret' }, 'OPERATOR_TOKEN is shorter than 20 characters'],
    [{ REDIS_URL: 'http://h:1' }, 'REDIS_URL is not an address like redis://'],
    [{ REDIS_URL: 'redis://h:1' }, 'CLUSTER_SECRET is missing'],
    [{ REDIS_URL: 'redis://h:1', CLUSTER_SECRET: 'x'.repeat(32) }, 'DATABASE_URL is missing'],
    [{ CLUSTER_SECRET: 'short' }, 'CLUSTER_SECRET is shorter than 32 characters'],
    [{ DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL is not an address like postgres://'],
    [{ PORT: 'https' }, 'PORT is not a port number (0 to 65535): "https"'],
    [
      { SMTP_URL: 'http://me:secret@x' },
      'SMTP_URL is not an address like smtp://user:password@mail.example:587',
    ],
    [
      { SMTP_URL: 'smtp://me:secret@x', PUBLIC_URL: 'https://z.example' },
      'MAIL_FROM is missing: mails by SMTP_URL have a sender, and links to this server',
    ],
    [
      { SMTP_URL: 'smtp://x', MAIL_FROM: 'a@b.example' },
      'PUBLIC_URL is missing: mails by SMTP_URL have a sender, and links to this server',
    ],
    [
      { MAIL_FROM: 'Zip <a@b>, c@d' },
      'MAIL_FROM is not a sender like ZipSocket <news@zipsocket.example>: "Zip <a@b>, c@d"',
    ],
    [{ CONTACT_EMAIL: 'me' }, 'CONTACT_EMAIL is no e-mail address: "me"'],
    [{ PORT: '65536' }, 'PORT is not a port number (0 to 65535): "65536"'],
    [{ PORT: '-1' }, 'PORT is not a port number (0 to 65535): "-1"'],
    [{ HTTP_PORT: '8443' }, 'HTTP_PORT is the same as PORT, which redirects plain HTTP by itself: "8443"'],
    [{ HOST: 'a b' }, 'HOST is neither a host name nor an address: "a b"'],
    [{ TLS_CERT: 'c.pem' }, 'TLS_KEY is missing: TLS_CERT and TLS_KEY belong together'],
    [{ TLS_KEY: 'k.pem' }, 'TLS_CERT is missing: TLS_CERT and TLS_KEY belong together'],
    [{ TRUST_PROXY: 'loopback,10.0.0.0/33' }, 'TRUST_PROXY has "10.0.0.0/33", which is neither an address'],
    [{ TRUST_PROXY: 'true' }, 'TRUST_PROXY has "true", which is neither an address'],
    [{ PUBLIC_URL: 'http://room.example' }, 'PUBLIC_URL is not an address like https://'],
    [{ PUBLIC_URL: 'https://room.example/path' }, 'PUBLIC_URL is not an address like https://'],
    [{ FEATURE_THREADS: '0' }, 'FEATURE_THREADS is not a number of threads (1 to 64): "0"'],
    [{ FEATURE_THREADS: 'all' }, 'FEATURE_THREADS is not a number of threads (1 to 64): "all"'],
    [{ FALSE_JOIN: '0' }, 'FALSE_JOIN is not a probability above 0 and up to 0.01, such as 2e-5: "0"'],
    [{ FALSE_JOIN: '0.5' }, 'FALSE_JOIN is not a probability'],
    [{ FALSE_JOIN: '-1e-5' }, 'FALSE_JOIN is not a probability'],
    [{ FALSE_JOIN: 'never' }, 'FALSE_JOIN is not a probability'],
    [{ RETENTION_DAYS: 'mails' }, 'RETENTION_DAYS is not like messages=180, mails=30: "mails"'],
    [{ RETENTION_DAYS: 'mails=1\nx' }, 'RETENTION_DAYS is not like messages=180, mails=30: "mails=1?x"'],
    [{ RETENTION_DAYS: 'letters=3' }, 'RETENTION_DAYS has "letters", and there is only messages, '],
    [{ RETENTION_DAYS: 'suppressions=3' }, 'RETENTION_DAYS has "suppressions", and there is only'],
    [{ RETENTION_DAYS: 'mails=91' }, 'RETENTION_DAYS keeps mails for 91 days; 1 to 90 are possible'],
    [{ RETENTION_DAYS: 'mails=0' }, 'RETENTION_DAYS keeps mails for 0 days; 1 to 90 are possible'],
    [{ RETENTION_DAYS: 'counts=30' }, 'RETENTION_DAYS keeps counts for 30 days; 31 to 730 are possible'],
    [{ RETENTION_DAYS: 'mails=9,mails=8' }, 'RETENTION_DAYS has mails twice'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is none of debug, info, warn, error, silent: "loud"'],
    [{ PORT: `1\n${'x'.repeat(100)}` }, 'PORT is not a port number (0 to 65535): "1?xxx'],
  ])('%j is refused in one line', (environment, line) => {
    const found = complaint(environment as Record<string, string>);
    expect(found).toContain(line);
    expect(found).not.toContain('\n');
    expect(found).not.toContain('secret');
  });

  test('W11: periods are shortened by kind', () => {
    const { retentionDays } = readConfig({ RETENTION_DAYS: ' messages=180, survey-answers = 1,' });
    expect(retentionDays).toEqual({ messages: 180, 'survey-answers': 1 });
  });

  test("W12: of the operator's token its hash alone is kept", () => {
    const token = 'a-token-of-the-operator';
    const { operatorTokenHash, ...rest } = readConfig({ OPERATOR_TOKEN: token });
    expect(operatorTokenHash).toEqual(createHash('sha256').update(token).digest());
    expect(JSON.stringify(rest)).not.toContain(token);
  });

  test('TRUST_PROXY covers what it lists, in every spelling of an address, and nothing else', () => {
    const { isTrustedProxy } = readConfig({ TRUST_PROXY: 'loopback, 10.1.0.0/16,2001:db8::/32, 192.0.2.7' });
    const yes = ['127.0.0.1', '::ffff:127.0.0.1', '::1', '10.1.255.1', '2001:db8::5', '192.0.2.7'];
    const no = ['10.2.0.1', '::ffff:10.2.0.1', '192.0.2.8', '2001:db9::1', '', 'localhost'];
    expect(yes.filter((address) => !isTrustedProxy(address))).toEqual([]);
    expect(no.filter((address) => isTrustedProxy(address))).toEqual([]);
  });

  test('FALSE_JOIN is taken in every way people write a small number', () => {
    const rates = ['0.0001', '.0001', '1e-4', '1E-4'].map(
      (text) => readConfig({ FALSE_JOIN: text }).falseJoin,
    );
    expect(rates).toEqual([1e-4, 1e-4, 1e-4, 1e-4]);
    expect(readConfig({ FALSE_JOIN: '1e-300' }).falseJoin).toBe(1e-300);
  });

  test('PUBLIC_URL is kept as an origin', () => {
    expect(readConfig({ PUBLIC_URL: 'https://Room.example:443/' }).publicUrl).toBe('https://room.example');
  });
});
