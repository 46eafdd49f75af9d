import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';

/** What of the configuration decides which words of a request are believed. */
export type Trust = Pick<Config, 'isTrustedProxy' | 'publicUrl'>;

const HOST = /^(?<name>[a-z0-9_][a-z0-9_.-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::(?<port>\d{1,5}))?$/i;

/** The host a request was sent to. */
export interface RequestHost {
  /** DNS name, IPv4 address, or IPv6 address in brackets. */
  name: string;
  /** The port, where the request names one. */
  port: string | null;
}

/** W1: whether the request came encrypted to one of the operator's proxies, which says so. Nobody else is believed. */
export function cameThroughProxy(request: IncomingMessage, trust: Trust): boolean {
  return lastForwarded(request, trust, 'x-forwarded-proto') === 'https';
}

/** Whether one of the operator's proxies says that this request came to it without encryption. */
export function cameUnencryptedToProxy(request: IncomingMessage, trust: Trust): boolean {
  return lastForwarded(request, trust, 'x-forwarded-proto') === 'http';
}

/** The host as the person's browser named it; null when the request has none or one that is not well-formed. */
export function requestHost(request: IncomingMessage, trust: Trust): RequestHost | null {
  const text = lastForwarded(request, trust, 'x-forwarded-host') ?? request.headers.host ?? '';
  const { name, port = null } = HOST.exec(text)?.groups ?? {};
  return name === undefined ? null : { name, port };
}

/**
 * Whether a request was made by a page of this service: its `Origin` is the host it was sent to, or `PUBLIC_URL`.
 * A request without `Origin` was not made by a page's script.
 */
export function isOwnOrigin(request: IncomingMessage, trust: Trust): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  if (origin === trust.publicUrl) return true;
  const host = requestHost(request, trust);
  if (host === null) return false;
  const own = `https://${host.name}${host.port === null ? '' : `:${host.port}`}`;
  return URL.canParse(own) && new URL(own).origin === origin;
}

/** The address a request comes from, as far as the operator's own proxies say; IPv4 written as IPv6 is IPv4. */
export function clientAddress(request: IncomingMessage, trust: Trust): string {
  const address = lastForwarded(request, trust, 'x-forwarded-for') ?? request.socket.remoteAddress ?? '';
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** The value the nearest proxy gave, if the peer is one of the operator's. */
function lastForwarded(request: IncomingMessage, trust: Trust, header: string): string | null {
  const value = request.headers[header];
  if (value === undefined || !trust.isTrustedProxy(request.socket.remoteAddress ?? '')) return null;
  return (Array.isArray(value) ? value.join(',') : value).split(',').at(-1)?.trim().toLowerCase() ?? null;
}
