import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { cameUnencryptedToProxy, requestHost, type Trust } from './origin.ts';

export interface RedirectOptions extends Trust {
  /** The port of HTTPS. */
  port: number;
  /** Whether the request came to that very port, so that a port in its `Host` is where HTTPS is too. */
  samePort: boolean;
}

/** W1: where a request without encryption is sent: the same host and path by HTTPS. */
export function redirectTarget(request: IncomingMessage, options: RedirectOptions): string {
  const path = /^\/[\x21-\x7e]*$/.test(request.url ?? '') ? request.url : '/';
  return `${redirectOrigin(request, options)}${path}`;
}

function redirectOrigin(request: IncomingMessage, options: RedirectOptions): string {
  const { port, publicUrl, samePort } = options;
  const host = requestHost(request, options);
  if (publicUrl && (host === null || host.name.toLowerCase() === new URL(publicUrl).hostname))
    return publicUrl;
  if (cameUnencryptedToProxy(request, options)) return publicUrl ?? `https://${host?.name ?? 'localhost'}`;
  const name = host?.name ?? bracketed(request.socket.localAddress ?? 'localhost');
  const where = samePort && host?.port ? Number(host.port) : port;
  return where === 443 ? `https://${name}` : `https://${name}:${where}`;
}

/** Answers a request without encryption; says nothing but where to go. */
export function answerRedirect(response: ServerResponse, target: string): void {
  // Not to be remembered: the machine's address may be another's tomorrow.
  response.writeHead(308, {
    location: target,
    'cache-control': 'no-store',
    'content-length': 0,
    connection: 'close',
  });
  response.end();
}

/** The same answer for a request that wanted to become a socket. */
export function redirectText(target: string): string {
  const lines = ['HTTP/1.1 308 Permanent Redirect', `Location: ${target}`, 'Cache-Control: no-store'];
  return [...lines, 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n');
}

/** An address as it stands in a URL. */
export function bracketed(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIPv6(plain) ? `[${plain}]` : plain;
}
