import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { SECRETS, VARIABLES } from '../../src/server/config.ts';
import { DRAIN_MS } from '../../src/server/drain.ts';
import { ABUSE_LIMITS } from '../../src/shared/abuse-limits.ts';
import { LIMITS } from '../../src/shared/limits.ts';
import { sealedSize } from '../../src/shared/sealing.ts';

const read = (file: string) => readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');

const KNOWN = new Set([...VARIABLES, ...SECRETS.map((name) => `${name}_FILE`)]);
/** Of other programs, and of the image. */
const OTHERS = new Set([
  'NODE_ENV',
  'GLIBC_TUNABLES',
  'POSTGRES_USER',
  'POSTGRES_DB',
  'POSTGRES_PASSWORD_FILE',
]);
/** What the Caddyfile takes from its environment. */
const OF_CADDY = new Set(
  [...read('Caddyfile').matchAll(/\{\$([A-Z_]+)[:}]/g)].map(([, name]) => name as string),
);
const unknown = (names: Iterable<string>) =>
  [...names].filter((name) => !KNOWN.has(name) && !OTHERS.has(name) && !OF_CADDY.has(name));

const serviceSchema = z.looseObject({
  image: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  mem_limit: z.string(),
  memswap_limit: z.string(),
  pids_limit: z.number(),
  ulimits: z.looseObject({ core: z.literal(0) }),
  stop_grace_period: z.string().regex(/^\d+s$/),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  user: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
  restart: z.literal('unless-stopped'),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.unknown())]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
});
const compose = z
  .looseObject({
    services: z.record(z.string(), serviceSchema),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    networks: z.object({
      front: z.object({
        ipam: z.object({ config: z.tuple([z.object({ subnet: z.string(), ip_range: z.string() })]) }),
      }),
      back: z.object({ internal: z.literal(true) }),
    }),
  })
  .parse(parse(read('compose.yaml'), { merge: true }));
const services = Object.entries(compose.services);
const servers = services.filter(([, { image }]) => image.startsWith('zipsocket:'));

describe('compose.yaml', () => {
  test('W12: every service is confined, and none can be swapped out or is of an image without a version', () => {
    expect(services.map(([name]) => name)).toEqual([
      'server-1',
      'server-2',
      'server-3',
      'caddy',
      'valkey',
      'postgres',
    ]);
    for (const [, service] of services) {
      expect(service.memswap_limit).toBe(service.mem_limit);
      expect(service.image).toMatch(/:(local|\d+\.\d+[\w.-]*)$/);
    }
    const open = services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name);
    expect(open).toEqual(['caddy']);
    // That of the servers comes with their image.
    const unasked = services.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
    expect(unasked).toEqual(servers.map(([name]) => name));
  });

  test('W12: Redis and the database are where nothing leads in or out, and no folder of ours is written to', () => {
    for (const name of ['valkey', 'postgres']) expect(compose.services[name]?.networks).toEqual(['back']);
    const mounted = services.flatMap(([, { volumes }]) => volumes).filter((volume) => volume.startsWith('.'));
    expect(mounted.length).toBeGreaterThan(0);
    expect(mounted.filter((volume) => !volume.endsWith(':ro'))).toEqual([]);
  });

  test('the one address that servers believe is not given to another container that starts first', () => {
    const [{ subnet, ip_range }] = compose.networks.front.ipam.config;
    const inside = (range: string, address: string) => {
      const [base = '', bits] = range.split('/');
      const list = new BlockList();
      list.addSubnet(base, Number(bits));
      return list.check(address);
    };
    const trusted = servers[0]?.[1].environment.TRUST_PROXY as string;
    expect([inside(subnet, trusted), inside(ip_range, trusted)]).toEqual([true, false]);
  });

  test('W11: what is erased stays in no old journal of Postgres', () => {
    expect(compose.services.postgres?.command.join(' ')).toContain('-c wal_recycle=off');
  });

  test('names only variables and secrets that there are, and no secret in the open', () => {
    expect(servers).toHaveLength(3);
    expect(unknown(['PUBLIC_ADDRESS'])).toEqual(['PUBLIC_ADDRESS']); // one would be seen
    for (const [, { environment, secrets }] of servers) {
      expect(unknown(Object.keys(environment))).toEqual([]);
      const inTheOpen = SECRETS.filter((name) => name in environment && name !== 'REDIS_URL');
      expect(inTheOpen).toEqual([]);
      expect(environment.REDIS_URL).not.toContain('@');
      for (const name of secrets) expect(compose.secrets[name]?.file).toBe(`./secrets/${name}`);
    }
  });

  test('a server may take as long to end as it takes to send its people on', () => {
    for (const [, { stop_grace_period }] of servers) {
      expect(Number.parseInt(stop_grace_period, 10) * 1_000).toBeGreaterThan(DRAIN_MS + 3_000);
    }
  });

  test('C11: Valkey writes nothing', () => {
    const command = compose.services.valkey?.command.join(' ');
    expect(command).toContain('--save  --appendonly no');
    expect(command).toContain('--maxmemory-policy noeviction');
  });

  test('Caddy leads to its servers, and asks them what they answer', () => {
    const caddy = read('Caddyfile');
    const ports = servers.map(([name]) => `${name}:8443`).join(' ');
    expect(caddy).toContain(`{$UPSTREAMS:${ports}}`);
    expect(caddy).toContain('health_uri /ready');
    expect(caddy).not.toMatch(/fail_duration|max_fails|unhealthy_/); // anybody could send everybody elsewhere
    expect(caddy).not.toMatch(/lb_policy cookie/); // W7: the page lists every cookie
    const trusted = servers.map(([, { environment }]) => environment.TRUST_PROXY);
    expect(read('compose.yaml')).toContain(`ipv4_address: ${trusted[0]} }`);
    expect(new Set(trusted).size).toBe(1);
  });
});

describe('Caddyfile', () => {
  const caddy = read('Caddyfile');
  /** What a line of it says, in the unit it is in. */
  const said = (pattern: RegExp) => Number(pattern.exec(caddy)?.[1]);

  test('C1: lets the largest file pass, for as long as an upload may take, and nothing much larger', () => {
    const largest = said(/max_size (\d+)MB$/m) * 1_000_000;
    expect(largest).toBeGreaterThan(sealedSize(LIMITS.fileBytes));
    expect(largest).toBeLessThan(1.1 * LIMITS.fileBytes);
    expect(said(/read_body (\d+)m$/m) * 60_000).toBeGreaterThan(LIMITS.uploadMs);
    expect(said(/read_header (\d+)s$/m) * 1_000).toBe(ABUSE_LIMITS.headersMs);
  });

  test('W6 W12: keeps no log of requests, believes nobody, and hides what is for the operator', () => {
    expect(caddy).toContain('exclude http.log.error http.handlers.reverse_proxy');
    expect(caddy).toContain('@inside path /health /healthz /ready /metrics');
    expect(caddy).toContain('admin off');
    expect(caddy).not.toMatch(/^\s*(log\b(?! default)|trusted_proxies|header_up)/m);
  });
});

describe('Dockerfile', () => {
  const text = read('Dockerfile');
  const last = text.slice(text.lastIndexOf('\nFROM '));

  test('W12: the last stage runs as nobody in particular, and brings no package manager and no sources', () => {
    expect(text).toMatch(/^ARG NODE=\d+\.\d+\.\d+-/m);
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK /m);
    expect(last).not.toMatch(/npm (ci|install|run)|^COPY \. /m);
    expect(text).toMatch(/npm ci --omit=dev/);
    const installs = text.split('\n').filter((line) => line.includes('npm ci'));
    expect(installs).toHaveLength(2);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  test('names only variables that there are', () => {
    const env = /^ENV ([\s\S]*?[^\\])$/m.exec(last)?.[1] ?? '';
    const names = [...env.matchAll(/^\s*([A-Z_]+)=/gm)].map(([, name]) => name as string);
    expect(names).toContain('DATA_DIR');
    expect(unknown(names)).toEqual([]);
  });
});

describe('the documents', () => {
  /** Names of variables as texts write them: in backquotes, alone or with a value. */
  const named = (text: string) =>
    new Set(
      [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(([, name]) => name as string),
    );

  test.each(['docs/operate.md', 'docs/configuration.md', 'README.md'])(
    '%s names only variables that there are',
    (file) => {
      const names = named(read(file));
      expect(names.size).toBeGreaterThan(3);
      expect(unknown(names)).toEqual([]);
    },
  );

  test('docs/configuration.md names all there are', () => {
    const text = read('docs/configuration.md');
    expect(VARIABLES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
