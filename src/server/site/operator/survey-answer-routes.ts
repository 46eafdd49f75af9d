import * as z from 'zod';
import { OPERATOR_FIELDS } from '../../../shared/operator.ts';
import { SURVEY_ID } from '../../../shared/surveys.ts';
import { surveyCsv } from '../../../site/surveys/survey-csv.ts';
import { renderAnswersPage, renderSurveysPage } from '../../../web/pages/site/operator/surveys-page.tsx';
import { type OperatorRoutes, placeIn, placeOf } from './operator-routes.ts';
import { fieldIn, sendPage } from './operator-scope.ts';

/** Answers in one file, at most. */
const MOST_ROWS = 100_000;

/** W4: the answers to surveys. */
export function addAnswerRoutes({ app, site, frameOf, gone, now }: OperatorRoutes): void {
  const store = () => site().store;
  const idIn = (params: unknown): string | null => {
    const { id } = params as { id: string };
    return SURVEY_ID.test(id) ? id : null;
  };

  app.get('/operator/surveys', async (request, reply) => {
    const { surveys: files, surveyForms } = site().operator;
    const { surveys, faults } = await files.all();
    const numbers = await store().surveys.numbers();
    const known = surveys.map((survey) => {
      const { id, title } = survey;
      return { id, title, isOver: surveyForms.isOver(survey), answers: numbers[id] ?? 0 };
    });
    const ids = new Set(surveys.map(({ id }) => id));
    const orphans = Object.entries(numbers)
      .filter(([id]) => !ids.has(id))
      .map(([id, answers]) => ({ id, title: null, isOver: true, answers }));
    const lines = [...known, ...orphans];
    const shown = { frame: frameOf(request), folder: files.folder, surveys: lines, faults };
    return sendPage(reply, renderSurveysPage(shown));
  });

  app.get('/operator/surveys/:id', async (request, reply) => {
    const id = idIn(request.params);
    if (id === null) return gone(reply);
    const survey = await site().operator.surveys.get(id);
    const total = (await store().surveys.numbers())[id] ?? 0;
    if (survey === null && total === 0) return gone(reply);
    const { page, ...part } = placeOf(request);
    const answers = await store().surveys.list(id, part);
    const shown = { frame: frameOf(request), id, survey, answers, place: placeIn(page, total) };
    return sendPage(reply, renderAnswersPage(shown));
  });

  app.get('/operator/surveys/:id/answers.csv', async (request, reply) => {
    const id = idIn(request.params);
    if (id === null) return gone(reply);
    const survey = await site().operator.surveys.get(id);
    const answers = await store().surveys.list(id, { limit: MOST_ROWS });
    await store().audit.add({ at: now(), action: 'survey-exported' });
    reply.header('content-disposition', `attachment; filename="${id}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(surveyCsv(survey, answers));
  });

  app.post('/operator/surveys/:id/delete', async (request, reply) => {
    const id = idIn(request.params);
    const answer = z.uuid().safeParse(fieldIn(request.body, OPERATOR_FIELDS.id));
    if (id === null || !answer.success) return gone(reply);
    await store().surveys.remove(id, answer.data);
    await store().audit.add({ at: now(), action: 'survey-answer-deleted' });
    return reply.redirect(`/operator/surveys/${id}`, 303);
  });
}
