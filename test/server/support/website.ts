import pg from 'pg';
import { type Site, startSite } from '../../../src/server/site/start-site.ts';
import { startPostgres } from '../../devices/postgres.ts';
import { type Answer, type AskOptions, ask, type Served, serve } from './served.ts';

/** The website over HTTPS, on a Postgres of its own. */
export interface Website {
  readonly served: Served;
  readonly site: Site;
  /** ms; the site's clock. */
  time: number;
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Sends a form. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Every row of every table, as JSON by table. */
  everything(): Promise<Record<string, string>>;
  /** From then on it is away. */
  stopDatabase(): Promise<void>;
  close(): Promise<void>;
}

export async function startWebsite({ time = Date.now() } = {}): Promise<Website> {
  const database = await startPostgres();
  const clock = { time };
  let site!: Site;
  let isStopped = false;
  const served = await serve({
    environment: { DATABASE_URL: database.url, TRUST_PROXY: 'loopback' },
    site(config, log) {
      site = startSite({ config, now: () => clock.time, log, origin: () => 'https://site.example' });
      return site;
    },
  });
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {}); // a test stopped the database
  await client.connect();
  await site.store.messages.list({ limit: 1 }); // the tables are there now
  const authority = served.certificate.authority?.pem ?? '';
  const website: Website = {
    ...{ served, site },
    get time() {
      return clock.time;
    },
    set time(later) {
      clock.time = later;
    },
    ask: (path, options) => ask(served.door.port, path, { authority, ...options }),
    post: (path, fields, headers = {}) =>
      website.ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      }),
    query: async (text, values = []) => (await client.query(text, values)).rows,
    async everything() {
      const names = await website.query<{ name: string }>(
        "select table_name as name from information_schema.tables where table_schema = 'public'",
      );
      const all: Record<string, string> = {};
      for (const { name } of names) {
        all[name] = JSON.stringify(await website.query(`select * from "${name}"`));
      }
      return all;
    },
    async stopDatabase() {
      if (isStopped) return;
      isStopped = true;
      await client.end();
      await database.stop();
    },
    async close() {
      await served.close();
      await website.stopDatabase();
    },
  };
  return website;
}

/** The fields of a page's form that nobody sees. */
export function hiddenFields(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) {
    fields[name] = value;
  }
  return fields;
}
