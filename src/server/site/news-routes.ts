import type { FastifyReply } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { isWording, WORDING } from '../../shared/news.ts';
import { renderFormPage, renderThanksPage } from '../../web/pages/site/form-page.tsx';
import { renderConfirmPage, renderNewsNote } from '../../web/pages/site/news-pages.tsx';
import type { HttpApp } from '../http/app.ts';
import { clientAddress } from '../http/origin.ts';
import type { SiteRoutesOptions } from './form-routes.ts';
import { answerPage, formStatus, orAway, submissionId } from './site-answers.ts';

type WithToken = { Params: { token: string } };

/** W4, W5: signing up for news, and confirming it. */
export function addNewsRoutes(app: HttpApp, { site, trust, styles }: SiteRoutesOptions): void {
  app.get('/news', (request, reply) => {
    const isSent = Object.hasOwn(request.query as object, 'sent');
    const mailsWait = !site().sendsMail;
    if (isSent) return answerPage(reply, renderThanksPage({ form: 'news', styles: styles(), mailsWait }));
    if (Object.hasOwn(request.query as object, 'confirmed'))
      return answerPage(reply, renderNewsNote({ styles: styles(), note: 'news.confirmed' }));
    return form(reply, { values: {}, errors: {} });
  });
  app.post('/news', { bodyLimit: ABUSE_LIMITS.addressFormBytes }, async (request, reply) => {
    const outcome = await site().subscriptions.take(request.body, clientAddress(request.raw, trust));
    if (outcome === null) return reply.redirect('/news?sent', 303);
    return form(reply.code(formStatus(outcome.errors)), outcome, request.body);
  });

  const note = (reply: FastifyReply, what: 'news.too-old' | 'unsubscribe.away') =>
    answerPage(
      reply.code(what === 'news.too-old' ? 404 : 503),
      renderNewsNote({ styles: styles(), note: what }),
    );
  app.get<WithToken>('/news/confirm/:token', async ({ params }, reply) => {
    const found = await orAway(site().subscriptions.find(params.token));
    if (found === 'away') return note(reply, 'unsubscribe.away');
    if (found === null) return note(reply, 'news.too-old');
    // The text they saw as they signed up, also where a newer one holds by now.
    const wording = isWording(found.wording) ? found.wording : WORDING;
    return answerPage(
      reply,
      renderConfirmPage({ styles: styles(), action: `/news/confirm/${params.token}`, wording }),
    );
  });
  app.post<WithToken>(
    '/news/confirm/:token',
    { bodyLimit: ABUSE_LIMITS.addressFormBytes },
    async (request, reply) => {
      const countsOpens = !Object.hasOwn((request.body ?? {}) as object, 'uncounted');
      const isDone = await orAway(site().subscriptions.confirm(request.params.token, { countsOpens }));
      if (isDone === 'away') return note(reply, 'unsubscribe.away');
      return isDone ? reply.redirect('/news?confirmed', 303) : note(reply, 'news.too-old');
    },
  );

  function form(
    reply: FastifyReply,
    outcome: Pick<Parameters<typeof renderFormPage>[0], 'values' | 'errors'>,
    sent?: unknown,
  ): FastifyReply {
    const hidden = { id: submissionId(sent), token: site().guard.tokenOf('news') };
    return answerPage(reply, renderFormPage({ form: 'news', styles: styles(), ...outcome, hidden }));
  }
}
