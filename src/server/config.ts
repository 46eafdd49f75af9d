import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { DEFAULT_CONFIG } from '../matching/config.ts';
import type { ShorterPeriods } from '../site/kept-data.ts';
import { retentionDaysSchema } from '../site/retention-days.ts';
import { StartupError } from './startup-error.ts';

/** A variable of the environment has a value that cannot be meant. The message is one line naming the variable. */
export class ConfigError extends StartupError {
  override name = 'ConfigError';
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
/** Threads beyond these only cost memory. */
const MOST_FEATURE_THREADS = 64;
/** Values with passwords in them are not repeated; they may lie in files, see `withSecretFiles`. */
export const SECRETS = ['DATABASE_URL', 'SMTP_URL', 'OPERATOR_TOKEN', 'REDIS_URL', 'CLUSTER_SECRET'];
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

const wholeNumber = (what: string, lowest: number, highest: number) => {
  const complaint = `is not a ${what} (${lowest} to ${highest})`;
  return z
    .string()
    .regex(/^\d{1,5}$/, complaint)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest, complaint);
};
const port = (lowest: number) => wholeNumber('port number', lowest, 65_535);

const host = z.string().regex(/^[A-Za-z0-9.:_-]+$/, 'is neither a host name nor an address');

const proxies = z.string().transform((text, context) => {
  const ranges: string[] = [];
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const found = part === 'loopback' ? LOOPBACK : toRange(part);
    if (found === null) {
      const message = `has "${part}", which is neither an address, a range like 10.0.0.0/8, nor "loopback"`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    ranges.push(...found);
  }
  return ranges;
});

const publicUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.href !== `${url.origin}/`) {
    context.addIssue({ code: 'custom', message: 'is not an address like https://zipsocket.example' });
    return z.NEVER;
  }
  return url.origin;
});

const NOT_A_RATE = 'is not a probability above 0 and up to 0.01, such as 2e-5';
const rate = z
  .string()
  .regex(/^\d*\.?\d+(e-?\d{1,3})?$/i, NOT_A_RATE)
  .transform(Number)
  .refine((value) => value > 0 && value <= 0.01, NOT_A_RATE);

/** All that can be configured. Variables that are not named here are somebody else's. */
const environmentSchema = z
  .object({
    PORT: port(0).default(8443),
    HOST: host.optional(),
    DATA_DIR: z.string().default('./data'),
    HTTP_PORT: port(0).optional(),
    TLS_CERT: z.string().optional(),
    TLS_KEY: z.string().optional(),
    TRUST_PROXY: proxies.default([]),
    PUBLIC_URL: publicUrl.optional(),
    FEATURE_THREADS: wholeNumber('number of threads', 1, MOST_FEATURE_THREADS).optional(),
    CONTENT_MEMORY_MB: wholeNumber('number of megabytes', 25, 99_999).optional(),
    MEMORY_LIMIT_MB: wholeNumber('number of megabytes', 64, 99_999).optional(),
    FALSE_JOIN: rate.default(DEFAULT_CONFIG.falseJoin),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, 'is not an address like postgres://user:password@host/database')
      .optional(),
    REDIS_URL: z
      .string()
      .regex(/^rediss?:\/\/\S+$/, 'is not an address like redis://user:password@host:6379')
      .optional(),
    CLUSTER_SECRET: z.string().min(32, 'is shorter than 32 characters').max(500).optional(),
    POLICY_DIR: z.string().optional(),
    CONTACT_EMAIL: z.email('is no e-mail address').optional(),
    PROCESSORS: z.string().max(500, 'is longer than 500 characters').optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/[^\s/]+/, 'is not an address like smtp://user:password@mail.example:587')
      .refine((url) => URL.canParse(url), 'is not an address like smtp://user:password@mail.example:587')
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(
        /^(?:[^<>\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
        'is not a sender like ZipSocket <news@zipsocket.example>',
      )
      .optional(),
    RETENTION_DAYS: retentionDaysSchema.default({}),
    MAIL_PER_MINUTE: wholeNumber('number of mails', 1, 99_999).default(60),
    OPERATOR_TOKEN: z
      .string()
      .min(20, 'is shorter than 20 characters')
      .max(200, 'is longer than 200 characters')
      .optional(),
    METRICS_PORT: port(0).optional(),
    METRICS_HOST: host.default('127.0.0.1'),
    LOG_LEVEL: z.enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`).default('warn'),
  })
  .superRefine((env, context) => {
    const lonely =
      env.TLS_CERT && !env.TLS_KEY ? 'TLS_KEY' : !env.TLS_CERT && env.TLS_KEY ? 'TLS_CERT' : null;
    if (lonely) {
      const message = 'is missing: TLS_CERT and TLS_KEY belong together';
      context.addIssue({ code: 'custom', path: [lonely], message });
    }
    if (env.REDIS_URL && !env.CLUSTER_SECRET) {
      const message = 'is missing: what servers share by REDIS_URL is sealed with it';
      context.addIssue({ code: 'custom', path: ['CLUSTER_SECRET'], message });
    }
    if (env.REDIS_URL && !env.DATABASE_URL) {
      const message = 'is missing: servers that share a REDIS_URL share what the website keeps, too';
      context.addIssue({ code: 'custom', path: ['DATABASE_URL'], message });
    }
    const unnamed = (['MAIL_FROM', 'PUBLIC_URL'] as const).find((name) => !env[name]);
    if (env.SMTP_URL && unnamed) {
      const message = 'is missing: mails by SMTP_URL have a sender, and links to this server';
      context.addIssue({ code: 'custom', path: [unnamed], message });
    }
    if (env.HTTP_PORT !== undefined && env.HTTP_PORT !== 0 && env.HTTP_PORT === env.PORT) {
      const message = 'is the same as PORT, which redirects plain HTTP by itself';
      context.addIssue({ code: 'custom', path: ['HTTP_PORT'], message });
    }
  });

/** Names of all that can be configured. */
export const VARIABLES: readonly string[] = Object.keys(environmentSchema.shape);

/** How this server is to run. */
export interface Config {
  /** Port of HTTPS; 0: any free one. */
  port: number;
  /** The one address or name to listen on; null: all of them. */
  host: string | null;
  /** Absolute path of the folder for everything that is kept. */
  dataDir: string;
  /** A second port that answers nothing but the redirect to HTTPS; null: none. */
  httpPort: number | null;
  /** The operator's own certificate; null: the server makes its own. */
  certificateFiles: { cert: string; key: string } | null;
  /** Says whether an address (IPv4, IPv6 or IPv4 in IPv6) is one of the operator's reverse proxies. */
  isTrustedProxy: (address: string) => boolean;
  /** Origin people use, when it is not this machine's own; null: unknown. */
  publicUrl: string | null;
  /** Threads that compute features of recordings; one more compares them. */
  featureThreads: number;
  /** Bytes that all files people lay down may have together. */
  contentBytes: number;
  /** Bytes of memory that this process may have before it takes nothing new. */
  memoryBytes: number;
  /** Accepted probability that a recording is joined to a room it did not hear. */
  falseJoin: number;
  /** A Postgres for what the website keeps; null: an embedded one in the data folder. */
  databaseUrl: string | null;
  /** Other servers share live state by this Redis, sealed with this secret; null: there are no others. */
  cluster: { redisUrl: string; secret: Uint8Array } | null;
  /** Absolute path of the folder of the privacy policy; null: the one that comes along. */
  policyDir: string | null;
  /** Where people can write to; null: nowhere but in the form. */
  contactEmail: string | null;
  /** W9: who works for the operator on personal data, in words for the policy; null: nobody. */
  processors: string | null;
  /** W11: kinds of data that are kept for less long than the policy allows, days by name. */
  retentionDays: ShorterPeriods;
  /** Where mails are handed over, and their sender; null: they wait, for the operator to see. */
  smtp: { url: string; from: string } | null;
  /** Most mails in a minute. */
  mailPerMinute: number;
  /** SHA-256 of what signs the operator in; null: a link is printed at start. */
  operatorTokenHash: Uint8Array | null;
  /** Where figures for Prometheus are answered; null: nowhere. */
  metrics: { port: number; host: string } | null;
  logLevel: (typeof LOG_LEVELS)[number];
}

/**
 * Reads the configuration. An empty variable counts as not set, others than the named are ignored.
 *
 * @throws ConfigError with one line: the variable and what is wrong with it
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const read = environmentSchema.safeParse(set);
  if (!read.success) {
    const issue = read.error.issues[0];
    const name = String(issue?.path[0]);
    const value = environment[name]?.trim();
    const shown = value && !SECRETS.includes(name) ? `: "${oneLine(value)}"` : '';
    throw new ConfigError(`${name} ${issue?.message}${shown}`);
  }
  const env = read.data;
  return {
    port: env.PORT,
    host: env.HOST ?? null,
    dataDir: path.resolve(env.DATA_DIR),
    httpPort: env.HTTP_PORT ?? null,
    certificateFiles: env.TLS_CERT && env.TLS_KEY ? { cert: env.TLS_CERT, key: env.TLS_KEY } : null,
    isTrustedProxy: addressCheck(env.TRUST_PROXY),
    publicUrl: env.PUBLIC_URL ?? null,
    featureThreads: env.FEATURE_THREADS ?? defaultFeatureThreads(),
    contentBytes: env.CONTENT_MEMORY_MB === undefined ? defaultContentBytes() : env.CONTENT_MEMORY_MB * MB,
    memoryBytes: env.MEMORY_LIMIT_MB === undefined ? memoryOfMachine() : env.MEMORY_LIMIT_MB * MB,
    falseJoin: env.FALSE_JOIN,
    databaseUrl: env.DATABASE_URL ?? null,
    cluster:
      env.REDIS_URL && env.CLUSTER_SECRET
        ? { redisUrl: env.REDIS_URL, secret: Buffer.from(env.CLUSTER_SECRET) }
        : null,
    policyDir: env.POLICY_DIR === undefined ? null : path.resolve(env.POLICY_DIR),
    contactEmail: env.CONTACT_EMAIL ?? null,
    processors: env.PROCESSORS ?? null,
    retentionDays: env.RETENTION_DAYS,
    smtp: env.SMTP_URL && env.MAIL_FROM ? { url: env.SMTP_URL, from: env.MAIL_FROM } : null,
    mailPerMinute: env.MAIL_PER_MINUTE,
    operatorTokenHash: env.OPERATOR_TOKEN ? createHash('sha256').update(env.OPERATOR_TOKEN).digest() : null,
    metrics: env.METRICS_PORT === undefined ? null : { port: env.METRICS_PORT, host: env.METRICS_HOST },
    logLevel: env.LOG_LEVEL,
  };
}

const MB = 1024 * 1024;

/** A quarter of the machine's memory, a gigabyte at most. */
function defaultContentBytes(): number {
  return Math.min(1_024 * MB, Math.floor(totalmem() / 4));
}

/** What the container may have, or else the machine has. Without a limit Node says 0, or more than there is. */
function memoryOfMachine(): number {
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}

/** One core is left to everything else. */
function defaultFeatureThreads(): number {
  return Math.max(1, Math.min(MOST_FEATURE_THREADS, availableParallelism() - 1));
}

function toRange(text: string): string[] | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return null;
  if (prefix === undefined) return [`${address}/${bits}`];
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits ? [text] : null;
}

function addressCheck(ranges: readonly string[]): Config['isTrustedProxy'] {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
}

function oneLine(value: string): string {
  const line = value.replace(/[^\x20-\x7e]+/g, '?');
  return line.length > 60 ? `${line.slice(0, 60)}...` : line;
}
