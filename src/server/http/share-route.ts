import type { HttpApp } from './app.ts';
import { refuse } from './refusal.ts';

/** What a browser says of a form that a person's own share sheet sent, or a page of this site. */
const OWN_SITES = ['none', 'same-origin'];

/**
 * Where the share sheet's form goes when the page's worker is not there to take it. It is answered before any of it is
 * read: what was shared is not looked at here, and the start page asks for it once more.
 */
export function addShareRoute(app: HttpApp): void {
  app.post('/share', {
    onRequest: async (request, reply) => {
      reply.header('connection', 'close').header('cache-control', 'no-store');
      const site = request.headers['sec-fetch-site'];
      if (site !== undefined && !OWN_SITES.includes(String(site)))
        return refuse(request, reply, 'wrong-origin');
      return reply.redirect('/?shared=lost', 303);
    },
    handler: async () => {},
  });
}
