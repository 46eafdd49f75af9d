import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { HttpApp } from './app.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The page is compressed for who takes that. */
    compressed?: boolean;
  }
}

/**
 * Of routes whose pages are compressed. Only those may be that hold no secret beside something a stranger chose, since
 * the length of such a page gives the secret away, guess by guess (BREACH): the home page and the policy. The nonce of the
 * home page is no such secret, as it is another one in every answer. Forms, pages under a token and the operator's are
 * sent as they are, and so is everything people share (ADR 0017).
 */
export const COMPRESSED = { config: { compressed: true } } as const;

/** A small window: the server overwrites memory as it is freed, and a large one costs more than the compressing. */
const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 14 },
};
const WAYS = {
  br: (page: string) => brotliCompressSync(page, BROTLI),
  gzip: (page: string) => gzipSync(page),
};

/** After every other hook that changes pages. In one step, not as a stream, which takes four times as long. */
export function addCompression(app: HttpApp): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || request.routeOptions.config.compressed !== true) return payload;
    reply.header('vary', 'accept-encoding');
    const way = negotiate(String(request.headers['accept-encoding'] ?? ''), Object.keys(WAYS));
    if (way !== 'br' && way !== 'gzip') return payload;
    reply.header('content-encoding', way);
    return WAYS[way](payload);
  });
}
