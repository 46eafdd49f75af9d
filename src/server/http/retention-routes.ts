import { type RetentionReading, retentionReportSchema, toRetentionReport } from '../../shared/retention.ts';
import { renderRetentionPage } from '../../web/pages/retention.tsx';
import type { HttpApp } from './app.ts';
import { refuse } from './refusal.ts';

export interface RetentionRoutes {
  /** What the gauge reads, and the server's time; null while nothing is held yet. */
  retention: () => { reading: RetentionReading; time: number } | null;
  /** Addresses of the page's style sheets. */
  styles: () => string[];
}

/** B3: the public gauge, as a page and as JSON. */
export function addRetentionRoutes(app: HttpApp, { retention, styles }: RetentionRoutes): void {
  app.get('/retention', (request, reply) => {
    const read = retention();
    if (read === null) return refuse(request, reply, 'internal');
    const still = new URLSearchParams(request.url.split('?')[1]).has('still');
    const html = renderRetentionPage({ ...read, assets: { styles: styles() }, still });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
  app.get('/retention.json', (request, reply) => {
    const read = retention();
    if (read === null) return refuse(request, reply, 'internal');
    const report = retentionReportSchema.parse(toRetentionReport(read.reading, read.time));
    return reply.header('cache-control', 'no-store').send(report);
  });
}
