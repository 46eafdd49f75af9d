import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../devices/postgres.ts';
import { type RunningServer, startServer } from '../devices/server.ts';
import { until } from '../devices/wait.ts';
import { open } from './support/visitor.ts';

const SUBMISSIONS = 10_000;
const HALF = SUBMISSIONS / 2;
/** Requests that are under way at once. */
const AT_ONCE = 20;
/** See `form-guard.ts`. */
const [PER_ADDRESS, ALTOGETHER] = [5, 300];

let database: RunningPostgres;
let server: RunningServer;
let client: pg.Client;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, rejectUnauthorized: false });
beforeAll(async () => {
  database = await startPostgres();
  server = await startServer({ env: { DATABASE_URL: database.url, TRUST_PROXY: 'loopback' } });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  agent.destroy();
  await server?.stop();
  await client?.end();
  await database?.stop();
});

interface Refusal {
  readonly status: number;
  readonly body: string;
}

/** Sends a form as a proxy hands it over; from an address of the sender's. */
function post(path: string, from: string, fields: Record<string, string>): Promise<Refusal> {
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': from,
    'x-forwarded-proto': 'https',
  };
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, server.url), { method: 'POST', agent, host: '127.0.0.1', headers });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.end(new URLSearchParams(fields).toString());
  });
}

/** Half of all; how many answers had each status; each refusal is looked at. */
async function flood(path: string, addressOf: (index: number) => string, hidden: Record<string, string>) {
  const statuses: Record<number, number> = {};
  let next = 0;
  const one = async () => {
    while (next < HALF) {
      const index = next++;
      const text = `flood ${index}`;
      const fields = { ...hidden, id: randomUUID(), website: '', age: 'open', text };
      const { status, body } = await post(path, addressOf(index), fields);
      statuses[status] = (statuses[status] ?? 0) + 1;
      // Whoever is refused is told why, and has what they wrote.
      if (status === 303) continue;
      expect(body).toMatch(/role="alert"[^>]*>[^<]*wait ten minutes/);
      expect(body).toContain(`>${text}</textarea>`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return statuses;
}

const keptOf = async (kind: string) =>
  (await client.query('select count(*)::int as count from messages where kind = $1', [kind])).rows[0].count;

describe(`${SUBMISSIONS} submissions`, () => {
  /** The hidden fields of pages that have been open for as long as people need. */
  const opened = async (...paths: string[]) => {
    const pages = await Promise.all(paths.map((path) => open(server.url).hidden(path)));
    const made = Math.max(...pages.map(({ token = '' }) => Number(token.split('.')[0])));
    await until('people could have filled them in', 10_000, () => Date.now() > made + 2_100);
    return pages;
  };

  test('W12: from one address and from as many, they are throttled with a clear error; other forms go on', async () => {
    const [feedback = {}, information = {}] = await opened('/feedback', '/information');
    const alone = await flood('/feedback', () => '203.0.113.1', feedback);
    expect(alone).toEqual({ 303: PER_ADDRESS, 429: HALF - PER_ADDRESS });
    expect(await keptOf('feedback')).toBe(PER_ADDRESS);
    const manyOf = (index: number) => `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
    const many = await flood('/feedback', manyOf, feedback);
    const rest = ALTOGETHER - PER_ADDRESS;
    expect(many).toEqual({ 303: rest, 429: HALF - rest });
    expect(await keptOf('feedback')).toBe(ALTOGETHER);
    const fields = { ...information, website: '', age: 'open', text: 'A question', telephone: '+43 1 2' };
    expect((await post('/information', '203.0.113.2', fields)).status).toBe(303);
    expect(await keptOf('information')).toBe(1);
  }, 180_000);
});
