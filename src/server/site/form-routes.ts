import formBody from '@fastify/formbody';
import type { FastifyError, FastifyReply } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { FormName } from '../../shared/site-forms.ts';
import type { FormOutcome } from '../../site/forms/message-forms.ts';
import { renderFormPage, renderThanksPage } from '../../web/pages/site/form-page.tsx';
import type { HttpApp } from '../http/app.ts';
import { clientAddress, type Trust } from '../http/origin.ts';
import { answerPage, formStatus, submissionId } from './site-answers.ts';
import type { Site } from './start-site.ts';

export interface SiteRoutesOptions {
  site: () => Site;
  trust: Trust;
  /** Addresses of the pages' style sheets. */
  styles: () => string[];
}

/** W4: feedback and requests for information. Without JavaScript, without cookies. */
export function addFormRoutes(app: HttpApp, { site, trust, styles }: SiteRoutesOptions): void {
  app.register(formBody, { bodyLimit: ABUSE_LIMITS.formBytes });
  const page = (reply: FastifyReply, form: FormName, outcome: NonNullable<FormOutcome>, sent?: unknown) => {
    const hidden = { id: submissionId(sent), token: site().guard.tokenOf(form) };
    return answerPage(reply, renderFormPage({ form, styles: styles(), ...outcome, hidden }));
  };
  for (const form of ['feedback', 'information'] as const) {
    app.get(`/${form}`, (request, reply) => {
      const isSent = Object.hasOwn(request.query as object, 'sent');
      if (!isSent) return page(reply, form, { values: {}, errors: {} });
      return answerPage(reply, renderThanksPage({ form, styles: styles() }));
    });
    const errorHandler = (error: FastifyError, _request: unknown, reply: FastifyReply) => {
      if (error.statusCode !== 413) throw error;
      return page(reply.code(413), form, { values: {}, errors: { '': 'too-large' } });
    };
    app.post(`/${form}`, { bodyLimit: ABUSE_LIMITS.formBytes, errorHandler }, async (request, reply) => {
      const outcome = await site().forms.take(form, request.body, clientAddress(request.raw, trust));
      if (outcome === null) return reply.redirect(`/${form}?sent`, 303);
      return page(reply.code(formStatus(outcome.errors)), form, outcome, request.body);
    });
  }
}
