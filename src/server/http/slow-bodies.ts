import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { CONTENT_ROUTE } from '../../shared/protocol.ts';
import type { HttpApp } from './app.ts';

/** Ends requests whose body dribbles in. Uploads have limits of their own. */
export function limitBodies(app: HttpApp, ms: number = ABUSE_LIMITS.bodyMs): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const isUpload = raw.method === 'PUT' && routeOptions.url === CONTENT_ROUTE;
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
    if (isUpload || (length === '0' && encoding === undefined)) return;
    const late = setTimeout(() => raw.destroy(), ms);
    raw.once('close', () => clearTimeout(late));
  });
}
