import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { type Config, readConfig } from '../../../src/server/config.ts';
import { createHttpApp, type HttpApp } from '../../../src/server/http/app.ts';
import {
  type FrontDoor,
  type FrontDoorOptions,
  startFrontDoor,
} from '../../../src/server/http/front-door.ts';
import type { Readiness } from '../../../src/server/http/health-routes.ts';
import { createLog } from '../../../src/server/http/log.ts';
import type { Site } from '../../../src/server/site/start-site.ts';
import { type CertificateSource, openCertificate } from '../../../src/server/tls/certificate-source.ts';
import type { Machine } from '../../../src/server/tls/machine.ts';

/** A whole HTTP server of the service on free ports, with its own data folder. */
export interface Served {
  door: FrontDoor;
  app: HttpApp;
  certificate: CertificateSource;
  config: Config;
  /** Ids of tabs that said `bye`. */
  byes: string[];
  /** All lines of the log so far. */
  log: () => string;
  folder: string;
  close: () => Promise<void>;
}

export interface ServeOptions {
  environment?: Record<string, string>;
  machine?: () => Machine;
  door?: Pick<FrontDoorOptions, 'firstByteMs' | 'refreshMs' | 'connectionsPerAddress'>;
  prepare?: (app: HttpApp) => void;
  readiness?: () => Readiness | null;
  /** The website, the caller's to close, or how it is opened; none when left out. */
  site?: Site | ((config: Config, log: FastifyBaseLogger) => Site);
}

export const MACHINE: Machine = {
  hosts: ['localhost', 'laptop.local'],
  addresses: ['127.0.0.1', '192.168.1.5', '::1'],
  lan: ['192.168.1.5'],
};

/** A page as long as pages are: shorter ones are not worth compressing. */
const PADDING = `<p>${'And so on. '.repeat(200)}</p>`;

export async function serve(options: ServeOptions = {}): Promise<Served> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zipsocket-http-'));
  const publicRoot = path.join(folder, 'public');
  await writePages(publicRoot);
  const config = readConfig({
    PORT: '0',
    DATA_DIR: path.join(folder, 'data'),
    LOG_LEVEL: 'debug',
    ...options.environment,
  });
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = createLog(config.logLevel, sink);
  const machine = options.machine ?? (() => MACHINE);
  const certificate = await openCertificate({ config, machine, now: Date.now });
  const byes: string[] = [];
  const isOpened = typeof options.site === 'function';
  const site = typeof options.site === 'function' ? options.site(config, log) : (options.site ?? null);
  const app = createHttpApp({
    config,
    certificate,
    publicRoot,
    renderHomePage: ({ assets, nonce }) =>
      `<!doctype html><script nonce="${nonce}" src="${assets.script}"></script>${assets.styles.join()}${PADDING}`,
    onBye: (tabId, pageId) => {
      byes.push(`${tabId}.${pageId}`);
    },
    content: () => null,
    retention: () => null,
    readiness: options.readiness ?? (() => null),
    site() {
      if (site === null) throw new Error('no website here');
      return site;
    },
    log,
  });
  options.prepare?.(app);
  const door = await startFrontDoor({ config, app, certificate, log, ...options.door });
  const close = async () => {
    await door.close();
    if (isOpened) await site?.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { door, app, certificate, config, byes, log: () => lines.join(''), folder, close };
}

async function writePages(publicRoot: string): Promise<void> {
  await mkdir(path.join(publicRoot, '.vite'), { recursive: true });
  await mkdir(path.join(publicRoot, 'assets'));
  const manifest = {
    'src/web/main.tsx': { file: 'assets/main-1.js', css: ['assets/main-2.css'] },
    'src/web/site.css': { file: 'assets/site-3.css' },
  };
  await writeFile(path.join(publicRoot, '.vite', 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(publicRoot, 'assets', 'main-1.js'), 'export {};');
  await writeFile(path.join(publicRoot, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface AskOptions {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
  /** The address to ask from. */
  from?: string;
  /** Where HTTPS is trusted from; plain HTTP when left out. */
  authority?: string;
}

/** One request over a connection of its own. */
export function ask(port: number, target: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, from, authority } = options;
  const common = { host: '127.0.0.1', port, path: target, method, headers, agent: false };
  const source = from === undefined ? {} : { localAddress: from };
  return new Promise((resolve, reject) => {
    const request =
      authority === undefined
        ? plainRequest({ ...common, ...source })
        : secureRequest({ ...common, ...source, ca: authority, servername: 'localhost' });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    request.end(body);
  });
}
