import type { IncomingMessage } from 'node:http';

/**
 * Whether a request of a browser comes from our own page. Requests without an origin do not come from a page of
 * another site: browsers name it in every WebSocket handshake and every POST.
 *
 * @param publicUrl the address people use, where it is configured
 */
export function isOwnOrigin(request: IncomingMessage, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host && origin.startsWith('https:');
}
