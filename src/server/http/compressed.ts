import { constants } from 'node:zlib';
import type { FastifyCompressRouteOptions } from '@fastify/compress';

/**
 * Of routes whose pages are compressed. Only those may be that hold no secret beside something a stranger chose, since
 * the length of such a page gives the secret away, guess by guess (BREACH): the home page and the policy. The nonce of the
 * home page is no such secret, as it is another one in every answer. Forms, pages under a token and the operator's are
 * sent as they are, and so is everything people share (ADR 0017).
 */
export const COMPRESSED: NonNullable<FastifyCompressRouteOptions['compress']> = {
  encodings: ['br', 'gzip'],
  threshold: 512,
  // In a fraction of a millisecond; the last percents would take as long as all else.
  brotliOptions: {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: 16_384 },
  },
};
