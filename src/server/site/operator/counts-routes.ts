import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import {
  operatorCsv,
  operatorReport,
  REPORT_DAYS,
  type ReportDays,
} from '../../../site/statistics/operator-report.ts';
import { renderCountsPage, renderSecurityPage } from '../../../web/pages/site/operator/counts-page.tsx';
import { type OperatorRoutes, placeIn, placeOf } from './operator-routes.ts';
import { fieldIn, sendPage } from './operator-scope.ts';

const daysOf = ({ query }: FastifyRequest): ReportDays =>
  z.coerce.number().pipe(z.literal(REPORT_DAYS)).catch(REPORT_DAYS[0]).parse(fieldIn(query, 'days'));

/** W6: what was counted, and what may be an attack. */
export function addCountsRoutes({ app, site, frameOf, now }: OperatorRoutes): void {
  app.get('/operator/statistics', async (request, reply) => {
    const days = daysOf(request);
    // What was counted a moment ago is in the page, too.
    await site().statistics.flush();
    const report = await operatorReport(site().store.counts, days, now().getTime());
    const shown = { frame: frameOf(request), days, choices: REPORT_DAYS, report };
    return sendPage(reply, renderCountsPage(shown));
  });
  app.get('/operator/statistics.csv', async (request, reply) => {
    const { store, statistics } = site();
    await statistics.flush();
    const csv = await operatorCsv(store.counts, daysOf(request), now().getTime());
    await store.audit.add({ at: now(), action: 'statistics-exported' });
    reply.header('content-disposition', 'attachment; filename="statistics.csv"');
    return reply.type('text/csv; charset=utf-8').send(csv);
  });
  app.get('/operator/security', async (request, reply) => {
    const { page, ...part } = placeOf(request);
    const { store, statistics } = site();
    await statistics.security.flush();
    const [events, total] = [await store.security.list(part), await store.security.count()];
    const shown = { frame: frameOf(request), events, place: placeIn(page, total) };
    return sendPage(reply, renderSecurityPage(shown));
  });
}
