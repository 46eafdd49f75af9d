import type { HttpApp } from './app.ts';
import { refuse } from './refusal.ts';

/** W12: refuses requests that name two hosts. A proxy may believe another of them than we do (RFC 9112, 3.2). */
export function refuseTwoHosts(app: HttpApp): void {
  app.addHook('onRequest', async (request, reply) => {
    // The parsed headers hold the first alone.
    const names = request.raw.rawHeaders.filter((_, index) => index % 2 === 0);
    if (names.filter((name) => name.toLowerCase() === 'host').length < 2) return;
    reply.header('connection', 'close');
    return refuse(request, reply, 'bad-message');
  });
}
