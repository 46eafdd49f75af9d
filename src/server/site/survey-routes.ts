import type { FastifyReply } from 'fastify';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { Survey } from '../../shared/surveys.ts';
import { DAY_MS, type SurveyOutcome } from '../../site/surveys/survey-forms.ts';
import { renderSurveyPage, renderSurveyWordPage } from '../../web/pages/site/survey-page.tsx';
import type { HttpApp } from '../http/app.ts';
import { clientAddress } from '../http/origin.ts';
import { refuse } from '../http/refusal.ts';
import type { SiteRoutesOptions } from './form-routes.ts';
import { answerPage, formStatus, submissionId } from './site-answers.ts';

/** W4: surveys. Without JavaScript, without cookies. */
export function addSurveyRoutes(app: HttpApp, { site, trust, styles }: SiteRoutesOptions): void {
  const page = (reply: FastifyReply, survey: Survey, outcome: NonNullable<SurveyOutcome>, sent?: unknown) => {
    const hidden = { id: submissionId(sent), token: site().operator.surveyForms.tokenOf(survey) };
    return answerPage(reply, renderSurveyPage({ survey, styles: styles(), ...outcome, hidden }));
  };
  const find = (params: unknown) => site().operator.surveys.get((params as { id: string }).id);

  app.get('/survey/:id', async (request, reply) => {
    const survey = await find(request.params);
    if (survey === null) return refuse(request, reply, 'not-found');
    const isSent = Object.hasOwn(request.query as object, 'sent');
    const word = isSent ? 'thanks' : site().operator.surveyForms.isOver(survey) ? 'over' : null;
    if (word !== null) return answerPage(reply, renderSurveyWordPage({ survey, styles: styles(), word }));
    return page(reply, survey, { values: {}, errors: {} });
  });
  // Whoever opened it before it ended may still send it for a day.
  app.post('/survey/:id', { bodyLimit: ABUSE_LIMITS.surveyBytes }, async (request, reply) => {
    const survey = await find(request.params);
    if (survey === null) return refuse(request, reply, 'not-found');
    if (site().operator.surveyForms.isOver(survey, DAY_MS))
      return answerPage(reply.code(410), renderSurveyWordPage({ survey, styles: styles(), word: 'over' }));
    const address = clientAddress(request.raw, trust);
    const outcome = await site().operator.surveyForms.take(survey, request.body, address);
    if (outcome === null) return reply.redirect(`/survey/${survey.id}?sent`, 303);
    return page(reply.code(formStatus(outcome.errors)), survey, outcome, request.body);
  });
}
