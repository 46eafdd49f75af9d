import { CONTENT_ROUTE } from '../../shared/protocol.ts';
import type { HttpApp } from './app.ts';

/** How long the body of a request may take that is no upload, ms. */
const BODY_MS = 30_000;

/** Ends requests whose body dribbles in. Uploads have limits of their own. */
export function limitBodies(app: HttpApp, ms = BODY_MS): void {
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    const isUpload = raw.method === 'PUT' && routeOptions.url === CONTENT_ROUTE;
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
    if (isUpload || (length === '0' && encoding === undefined)) return;
    const late = setTimeout(() => raw.destroy(), ms);
    raw.once('close', () => clearTimeout(late));
  });
}
