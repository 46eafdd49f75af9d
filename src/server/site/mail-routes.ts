import type { FastifyReply, FastifyRequest } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { countOpening } from '../../site/mail/mail-opens.ts';
import { renderUnsubscribeNote, renderUnsubscribePage } from '../../web/pages/site/news-pages.tsx';
import type { HttpApp } from '../http/app.ts';
import type { SiteRoutesOptions } from './form-routes.ts';
import { answerPage, orAway } from './site-answers.ts';

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
type WithToken = { Params: { token: string } };

/** W5, W8: what the links and the beacon in news lead to. */
export function addMailRoutes(app: HttpApp, { site, styles }: SiteRoutesOptions): void {
  const note = (
    reply: FastifyReply,
    what: 'unsubscribe.done' | 'unsubscribe.bad-link' | 'unsubscribe.away',
  ) => {
    const status = { 'unsubscribe.done': 200, 'unsubscribe.bad-link': 404, 'unsubscribe.away': 503 }[what];
    return answerPage(reply.code(status), renderUnsubscribeNote({ styles: styles(), note: what }));
  };

  app.get<WithToken>('/mail/unsubscribe/:token', async ({ params: { token } }, reply) => {
    const found = await orAway(site().subscriptions.byUnsubscribeLink(token));
    if (found === 'away') return note(reply, 'unsubscribe.away');
    if (found === null) return note(reply, 'unsubscribe.bad-link');
    const paths = { unsubscribe: `/mail/unsubscribe/${token}`, opens: `/mail/opens/${token}` };
    const countsOpens = found.subscriber?.countsOpens ?? null;
    return answerPage(reply, renderUnsubscribePage({ styles: styles(), paths, countsOpens }));
  });

  // A mailbox presses the button for people (RFC 8058): any kind of body, no cookie, no origin, at once.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, async () => null);
    scope.post<WithToken>(
      '/mail/unsubscribe/:token',
      { bodyLimit: ABUSE_LIMITS.addressFormBytes },
      async ({ params }, reply) => {
        const { subscriptions } = site();
        const found = await orAway(subscriptions.byUnsubscribeLink(params.token));
        if (found === 'away') return note(reply, 'unsubscribe.away');
        if (found === null) return note(reply, 'unsubscribe.bad-link');
        const done = await orAway(subscriptions.unsubscribe(found.email));
        return note(reply, done === 'away' ? 'unsubscribe.away' : 'unsubscribe.done');
      },
    );
  });

  app.post<WithToken>(
    '/mail/opens/:token',
    { bodyLimit: ABUSE_LIMITS.addressFormBytes },
    async (request, reply) => {
      const { subscriptions } = site();
      const found = await orAway(subscriptions.byUnsubscribeLink(request.params.token));
      if (found === 'away') return note(reply, 'unsubscribe.away');
      if (found === null) return note(reply, 'unsubscribe.bad-link');
      const { count } = (request.body ?? {}) as { count?: unknown };
      const done = await orAway(subscriptions.countOpens(found.email, count === 'yes'));
      if (done === 'away') return note(reply, 'unsubscribe.away');
      return reply.redirect(`/mail/unsubscribe/${request.params.token}`, 303);
    },
  );

  app.get<WithToken>('/mail/open/:token.gif', async (request, reply) => {
    // Whatever comes of it, there is a picture.
    await count(request).catch((error) => app.log.error({ err: error, code: 'opening' }, 'site'));
    return reply.type('image/gif').header('cache-control', 'no-store').send(PIXEL);
  });
  async function count({ params, method, headers }: FastifyRequest<WithToken>): Promise<void> {
    const header = (name: string) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join() : value;
    };
    await countOpening({ token: params.token, method, header }, site());
  }
}
