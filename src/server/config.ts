import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { DEFAULT_CONFIG } from '../matching/config.ts';
import { StartupError } from './startup-error.ts';

/** A variable of the environment has a value that cannot be meant. The message is one line naming the variable. */
export class ConfigError extends StartupError {
  override name = 'ConfigError';
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
/** Threads beyond these only cost memory. */
const MOST_FEATURE_THREADS = 64;
/** What no complaint may quote. */
const SECRET = new Set(['OPERATOR_TOKEN', 'DATABASE_URL']);
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
    HOST: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]+$/, 'is neither a host name nor an address')
      .optional(),
    DATA_DIR: z.string().default('./data'),
    HTTP_PORT: port(0).optional(),
    TLS_CERT: z.string().optional(),
    TLS_KEY: z.string().optional(),
    TRUST_PROXY: proxies.default([]),
    PUBLIC_URL: publicUrl.optional(),
    FEATURE_THREADS: wholeNumber('number of threads', 1, MOST_FEATURE_THREADS).optional(),
    CONTENT_MEMORY_MB: wholeNumber('number of megabytes', 25, 99_999).optional(),
    FALSE_JOIN: rate.default(DEFAULT_CONFIG.falseJoin),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\/\S+$/, 'is not an address like postgres://user:password@host/database')
      .optional(),
    OPERATOR_TOKEN: z
      .string()
      .min(20, 'is shorter than 20 characters')
      .max(200, 'is longer than 200 characters')
      .optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS, `is none of ${LOG_LEVELS.join(', ')}`).default('warn'),
  })
  .superRefine((env, context) => {
    const lonely =
      env.TLS_CERT && !env.TLS_KEY ? 'TLS_KEY' : !env.TLS_CERT && env.TLS_KEY ? 'TLS_CERT' : null;
    if (lonely) {
      const message = 'is missing: TLS_CERT and TLS_KEY belong together';
      context.addIssue({ code: 'custom', path: [lonely], message });
    }
    if (env.HTTP_PORT !== undefined && env.HTTP_PORT !== 0 && env.HTTP_PORT === env.PORT) {
      const message = 'is the same as PORT, which redirects plain HTTP by itself';
      context.addIssue({ code: 'custom', path: ['HTTP_PORT'], message });
    }
  });

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
  /** Accepted probability that a recording is joined to a room it did not hear. */
  falseJoin: number;
  /** A Postgres for what the website keeps; null: an embedded one in the data folder. */
  databaseUrl: string | null;
  /** SHA-256 of what signs the operator in; null: a link is printed at start. */
  operatorTokenHash: Uint8Array | null;
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
    const shown = value && !SECRET.has(name) ? `: "${oneLine(value)}"` : '';
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
    falseJoin: env.FALSE_JOIN,
    databaseUrl: env.DATABASE_URL ?? null,
    operatorTokenHash: env.OPERATOR_TOKEN ? createHash('sha256').update(env.OPERATOR_TOKEN).digest() : null,
    logLevel: env.LOG_LEVEL,
  };
}

const MB = 1024 * 1024;

/** A quarter of the machine's memory, a gigabyte at most. */
function defaultContentBytes(): number {
  return Math.min(1_024 * MB, Math.floor(totalmem() / 4));
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
