import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { BEACON_PATH } from '../../shared/counted-pages.ts';
import { statisticsReportSchema } from '../../shared/statistics.ts';
import { objects, referringSite, type Visit } from '../../site/statistics/visit-counter.ts';
import { StoreAway } from '../../storage/durable/durable-store.ts';
import { renderStatisticsPage } from '../../web/pages/site/statistics-page.tsx';
import type { HttpApp } from '../http/app.ts';
import { clientAddress, requestHost, type Trust } from '../http/origin.ts';
import type { SiteRoutesOptions } from './form-routes.ts';

/** The smallest picture there is: one transparent point. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const beaconSchema = z.object({
  p: z.string().max(100).catch(''),
  r: z.string().max(100).optional().catch(undefined),
});

/** What a request says of its visitor, as far as it is counted. */
export function visitOf(request: FastifyRequest, trust: Trust): Visit {
  const { 'user-agent': userAgent = '', 'sec-gpc': gpc, dnt } = request.headers;
  return {
    ...{ address: clientAddress(request.raw, trust), userAgent },
    ...{ gpc: gpc?.toString(), dnt: dnt?.toString() },
  };
}

/** The site that led here, of the request of a page. */
export function referrerOf(request: FastifyRequest, trust: Trust): string | null {
  const own = [requestHost(request.raw, trust)?.name, trust.publicUrl && new URL(trust.publicUrl).hostname];
  return referringSite(
    request.headers.referer,
    own.flatMap((name) => name || []),
  );
}

/** W6, W8, W10: the beacon of the pages, and what is published of what it counts. */
export function addStatisticsRoutes(app: HttpApp, { site, trust, styles }: SiteRoutesOptions): void {
  // A page cannot say where its visitor came from: only the request for it can. It tells its beacon.
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html'))
      return payload;
    if (objects(visitOf(request, trust))) return payload.replace(/<img[^>]*src="\/count\.gif\?[^>]*>/, '');
    const referrer = referrerOf(request, trust);
    return referrer === null
      ? payload
      : payload.replace(`src="${BEACON_PATH}?p=`, `src="${BEACON_PATH}?r=${referrer}&amp;p=`);
  });

  app.get(BEACON_PATH, { exposeHeadRoute: false }, (request, reply) => {
    const from = request.headers['sec-fetch-site'];
    // Not of another site's page; older browsers do not say.
    if (from === undefined || from === 'same-origin') {
      const { p, r } = beaconSchema.parse(request.query);
      site().statistics.countVisit(visitOf(request, trust), p, r ? referringSite(`https://${r}`, []) : null);
    }
    return reply.type('image/gif').header('cache-control', 'no-store').send(GIF);
  });

  const report = async (reply: FastifyReply) => {
    try {
      return await site().statistics.report();
    } catch (error) {
      if (!(error instanceof StoreAway)) throw error;
      reply.code(503);
      return null;
    }
  };
  app.get('/statistics', async (_request, reply) => {
    const html = renderStatisticsPage({ report: await report(reply), styles: styles() });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
  app.get('/statistics.json', async (_request, reply) => {
    const found = await report(reply);
    reply.header('cache-control', 'no-store');
    return found === null
      ? reply.send({ error: 'away', text: 'The numbers cannot be read at this moment.' })
      : reply.send(statisticsReportSchema.parse(found));
  });
}

/** W6: requests that were refused since there were too many, or since somebody may not sign in. */
export function addSecurityLog(
  app: HttpApp,
  { site, trust }: Pick<SiteRoutesOptions, 'site' | 'trust'>,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url = 'none' } = request.routeOptions;
    const isSignIn = request.method === 'POST' && url.startsWith('/operator');
    const event =
      reply.statusCode === 429
        ? 'limit'
        : isSignIn && [401, 403].includes(reply.statusCode)
          ? 'sign-in'
          : null;
    if (event !== null) site().statistics.security.note(clientAddress(request.raw, trust), `${event} ${url}`);
  });
}
