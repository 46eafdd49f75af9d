import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { byeSchema, PATHS } from '../../shared/protocol.ts';
import type { RetentionReading } from '../../shared/retention.ts';
import type { Config } from '../config.ts';
import { addContentRoutes, type ContentRoutes } from '../content/content-routes.ts';
import { addFormRoutes } from '../site/form-routes.ts';
import { addMailRoutes } from '../site/mail-routes.ts';
import { addNewsRoutes } from '../site/news-routes.ts';
import { addOperatorRoutes } from '../site/operator/operator-routes.ts';
import { addPolicyRoutes } from '../site/policy-routes.ts';
import { addRightsRoutes } from '../site/rights-routes.ts';
import type { Site } from '../site/start-site.ts';
import { addSecurityLog, addStatisticsRoutes } from '../site/statistics-routes.ts';
import { addSurveyRoutes } from '../site/survey-routes.ts';
import type { CertificateSource } from '../tls/certificate-source.ts';
import { addCompression, COMPRESSED } from './compressed.ts';
import { addHealthRoutes, type Readiness } from './health-routes.ts';
import { refuseTwoHosts } from './one-host.ts';
import { isOwnOrigin } from './origin.ts';
import { createPageAssets, type PageAssets } from './page-assets.ts';
import { refuse } from './refusal.ts';
import { addRetentionRoutes } from './retention-routes.ts';
import { createSecureServer } from './secure-server.ts';
import { addSecurityHeaders, nonceOf } from './security-headers.ts';
import { addShareRoute } from './share-route.ts';
import { limitBodies } from './slow-bodies.ts';
import { closeWaitingAnswers } from './waiting-answers.ts';

export type HttpApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>;

export interface HttpAppOptions {
  config: Pick<Config, 'isTrustedProxy' | 'publicUrl'>;
  certificate: CertificateSource;
  /** Absolute path of the folder the pages were built into. */
  publicRoot: string;
  renderHomePage: (options: { assets: PageAssets; nonce: string }) => string;
  /** C5: a page is closing, or reloading. */
  onBye: (tabId: string, pageId: string) => void | Promise<void>;
  /** The files people lay down; null while the live part is not there. */
  content: () => ContentRoutes | null;
  /** B3: what the retention gauge reads, and the server's time; null while the live part is not there. */
  retention: () => { reading: RetentionReading; time: number } | null;
  /** Whether new people are taken; null while the server is being put together. */
  readiness: () => Readiness | null;
  /** The website. */
  site: () => Site;
  log: FastifyBaseLogger;
}

/** Longest body of a `bye`, bytes. */
const BYE_BYTES = 64;

/**
 * Makes everything that answers HTTP. `app.server` does not listen: `startFrontDoor` hands it its connections,
 * and the live part is attached to it before.
 *
 * @throws StartupError when the pages are not built
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { config, certificate, publicRoot, renderHomePage, onBye, content, retention, site, log } = options;
  const pageAssets = createPageAssets(publicRoot);
  const app: HttpApp = Fastify<Server, IncomingMessage, ServerResponse, FastifyBaseLogger>({
    https: null,
    serverFactory: (handler) => createSecureServer(certificate.pair, handler),
    trustProxy: (address: string) => config.isTrustedProxy(address),
    loggerInstance: log,
    // Fastify's own lines name URLs.
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    bodyLimit: ABUSE_LIMITS.bodyBytes,
    // Links of mails hold a sealed address, which may have 254 characters.
    routerOptions: { maxParamLength: 500 },
  });

  app.addHook('onResponse', async (request, reply) => {
    // The route, not the URL: a URL may hold what only the person should know.
    const { method, routeOptions } = request;
    const entry = { method, route: routeOptions.url ?? null, status: reply.statusCode };
    log.info({ ...entry, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 'not-found'));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500)
      return refuse(request, reply, 'bad-message');
    log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    return refuse(request, reply, 'internal');
  });

  app.decorate('pageStyles', () => pageAssets().styles);
  limitBodies(app);
  closeWaitingAnswers(app.server);
  addSecurityHeaders(app, { ...config, hasOwnCertificate: certificate.authority === null });
  refuseTwoHosts(app);
  app.register(fastifyStatic, {
    root: publicRoot,
    index: false,
    dotfiles: 'ignore',
    // Public files alone: what people share is never compressed.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const isHashed = file.startsWith(path.join(publicRoot, 'assets', path.sep));
      reply.setHeader('cache-control', `public, max-age=${isHashed ? '31536000, immutable' : '3600'}`);
    },
  });
  const sitePages = { site, trust: config, styles: () => pageAssets().siteStyles };
  app.get('/', COMPRESSED, (_request, reply) => {
    const html = renderHomePage({ assets: pageAssets(), nonce: nonceOf(reply.raw) });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
  addShareRoute(app);
  addHealthRoutes(app, options.readiness);
  app.get(PATHS.authority, (request, reply) => {
    if (certificate.authority === null) return refuse(request, reply, 'not-found');
    reply.header('cache-control', 'no-store');
    return reply.type('application/x-x509-ca-cert').send(certificate.authority.pem);
  });
  addFormRoutes(app, sitePages);
  addNewsRoutes(app, sitePages);
  addMailRoutes(app, sitePages);
  addPolicyRoutes(app, sitePages);
  addStatisticsRoutes(app, sitePages);
  addCompression(app);
  addSecurityLog(app, sitePages);
  addRightsRoutes(app, sitePages);
  addSurveyRoutes(app, sitePages);
  addOperatorRoutes(app, sitePages);
  addRetentionRoutes(app, { retention, styles: () => pageAssets().siteStyles });
  addContentRoutes(app, config, content);
  app.post(PATHS.bye, { bodyLimit: BYE_BYTES }, async (request, reply) => {
    if (!isOwnOrigin(request.raw, config)) return refuse(request, reply, 'wrong-origin');
    const bye = byeSchema.safeParse(request.body);
    if (!bye.success) return refuse(request, reply, 'bad-message');
    await onBye(bye.data.tabId, bye.data.pageId);
    return reply.code(204).send();
  });
  return app;
}
