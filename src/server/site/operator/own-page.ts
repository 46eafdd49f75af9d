import type { IncomingMessage } from 'node:http';
import { isOwnOrigin, type Trust } from '../../http/origin.ts';

/**
 * W12: whether a form was sent by a page of this service. Every browser of the last years says so; who says nothing is
 * refused.
 */
export function isFromOwnPage(request: IncomingMessage, trust: Trust): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return request.headers.origin === undefined ? site !== undefined : isOwnOrigin(request, trust);
}
