import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Site, startSite } from '../../../src/server/site/start-site.ts';
import { type RunningPostgres, startPostgres } from '../../devices/postgres.ts';
import { type Answer, type AskOptions, ask, type Served, serve } from './served.ts';

export const TOKEN = 'the-token-of-the-operator';
/** Says that a form comes from a page of ours. */
export const OWN = { 'sec-fetch-site': 'same-origin' };

export interface SiteServed {
  readonly site: Site;
  readonly served: Served;
  readonly postgres: RunningPostgres;
  readonly clock: { now: number };
  /** Where surveys lie. */
  readonly surveys: string;
  send(target: string, options: AskOptions): Promise<Answer>;
  get(target: string, headers?: Record<string, string>): Promise<Answer>;
  post(target: string, fields: Fields, headers?: Record<string, string>): Promise<Answer>;
  /** Somebody who signed in with the token. */
  signIn(): Promise<Operator>;
  close(): Promise<void>;
}
export type Fields = Readonly<Record<string, string | readonly string[]>>;
export interface Operator {
  readonly cookie: string;
  readonly csrf: string;
  get(target: string): Promise<Answer>;
  /** As a browser sends a form of the operator's own page. */
  post(target: string, fields?: Fields): Promise<Answer>;
}

/** The website over HTTPS, with a Postgres of its own and a clock that stands still. */
export async function serveSite({
  token = TOKEN as string | null,
  contactEmail = null as string | null,
  postgresOf = startPostgres,
} = {}) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'zipsocket-site-'));
  const surveys = path.join(dataDir, 'surveys');
  await mkdir(surveys);
  const postgres = await postgresOf();
  const clock = { now: Date.UTC(2027, 0, 15, 12) };
  const operatorTokenHash = token === null ? null : createHash('sha256').update(token).digest();
  let site: Site | null = null;
  const served = await serve({
    site(usual, log) {
      const config = { ...usual, contactEmail, dataDir, databaseUrl: postgres.url, operatorTokenHash };
      site = startSite({ config, now: () => clock.now, log, origin: () => 'https://site.example' });
      return site;
    },
  });
  const send = (target: string, options: AskOptions) =>
    ask(served.door.port, target, { authority: served.certificate.authority?.pem ?? '', ...options });
  const get = (target: string, headers: Record<string, string> = {}) => send(target, { headers });
  const post = (target: string, fields: Fields, headers: Record<string, string> = OWN) => {
    const body = new URLSearchParams(
      Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => [name, each])),
    ).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return send(target, { method: 'POST', headers: { ...type, ...headers }, body });
  };
  const all: SiteServed = {
    ...{ served, postgres, clock, surveys, send, get, post, site: site as unknown as Site },
    async signIn() {
      const answer = await post('/operator/sign-in', { secret: TOKEN });
      const cookie = cookieOf(answer);
      const csrf = csrfOf((await get('/operator', { cookie })).body);
      return {
        ...{ cookie, csrf },
        get: (target) => get(target, { cookie }),
        post: (target, fields = {}) => post(target, { csrf, ...fields }, { ...OWN, cookie }),
      };
    },
    async close() {
      await served.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true });
    },
  };
  return all;
}

/** What a browser sends back of the cookies it was given. */
export function cookieOf(answer: Answer): string {
  return (answer.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
}

/** The word that the forms of a session carry. */
export const csrfOf = (html: string): string => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** The hidden fields of a form. */
export function hiddenOf(html: string): Record<string, string> {
  const found = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

export const writeSurvey = (served: SiteServed, id: string, survey: unknown): Promise<void> =>
  writeFile(
    path.join(served.surveys, `${id}.json`),
    typeof survey === 'string' ? survey : JSON.stringify(survey),
  );
