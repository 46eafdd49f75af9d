import type { FastifyReply } from 'fastify';
import { reportOf } from '../../site/policy/policy.ts';
import { renderPolicyHistoryPage } from '../../web/pages/site/policy-history-page.tsx';
import { renderCaliforniaPage, renderPolicyPage } from '../../web/pages/site/policy-page.tsx';
import { renderProofsPage } from '../../web/pages/site/proofs-page.tsx';
import type { HttpApp } from '../http/app.ts';
import { COMPRESSED } from '../http/compressed.ts';
import { refuse } from '../http/refusal.ts';
import type { SiteRoutesOptions } from './form-routes.ts';

/** W2: the privacy policy, what changed in it, what keeps it; the answer for California (W11). */
export function addPolicyRoutes(app: HttpApp, { site, styles }: Omit<SiteRoutesOptions, 'trust'>): void {
  const send = (reply: FastifyReply, html: string) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
  const modified = (reply: FastifyReply, date: string) =>
    reply.header('last-modified', new Date(`${date}T00:00:00Z`).toUTCString());

  app.get('/privacy', COMPRESSED, (_request, reply) => {
    const { shown: version, ...values } = site().policy;
    const html = renderPolicyPage({ version, newest: version.date, values, styles: styles() });
    return send(modified(reply, version.date), html);
  });
  app.get<{ Params: { date: string } }>('/privacy/versions/:date', COMPRESSED, (request, reply) => {
    const { versions, ...values } = site().policy;
    const version = versions.find(({ date }) => date === request.params.date);
    if (version === undefined) return refuse(request, reply, 'not-found');
    const html = renderPolicyPage({ version, newest: versions[0].date, values, styles: styles() });
    return send(modified(reply, version.date), html);
  });
  app.get('/privacy/history', COMPRESSED, (_request, reply) =>
    send(reply, renderPolicyHistoryPage({ history: site().policy.history, styles: styles() })),
  );
  app.get('/privacy/proofs', COMPRESSED, (_request, reply) =>
    send(reply, renderProofsPage({ promises: site().policy.promises, styles: styles() })),
  );
  app.get('/privacy/california', COMPRESSED, (_request, reply) => {
    const { versions, ...values } = site().policy;
    return send(reply, renderCaliforniaPage({ version: versions[0], values, styles: styles() }));
  });
  app.get('/privacy.json', (_request, reply) => {
    const report = reportOf(site().policy);
    return modified(reply, report.lastModified).header('cache-control', 'no-cache').send(report);
  });
}
