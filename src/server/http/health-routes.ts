import type { HttpApp } from './app.ts';

/** What keeps a server from taking new people. */
export interface Readiness {
  /** It was told to stop, and sends its people elsewhere. */
  readonly draining: boolean;
  /** The tables are those of this version, or the database is away: joining and sharing go on without it. */
  readonly database: boolean;
  /** Redis answers; null: none is configured. */
  readonly redis: boolean | null;
}

/** Whether a server takes new people. */
export const isReady = (read: Readiness | null): boolean =>
  read !== null && !read.draining && read.database && read.redis !== false;

/**
 * For whoever watches servers, and for proxies: `/health` says that the process answers, `/ready` that it takes new
 * people. Neither says anything about anybody.
 *
 * @param readiness null while the server is being put together
 */
export function addHealthRoutes(app: HttpApp, readiness: () => Readiness | null): void {
  for (const place of ['/health', '/healthz']) {
    app.get(place, (_request, reply) => reply.header('cache-control', 'no-store').send({ ok: true }));
  }
  app.get('/ready', (_request, reply) => {
    const read = readiness();
    const ready = isReady(read);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, ...read });
  });
}
