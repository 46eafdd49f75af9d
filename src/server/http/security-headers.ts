import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from '@fastify/helmet';
import type { HttpApp } from './app.ts';
import { cameThroughProxy, requestHost, type Trust } from './origin.ts';

export interface SecurityHeadersOptions extends Trust {
  /** Whether the operator's own certificate is in use. */
  hasOwnCertificate: boolean;
}

const YEAR_S = 31_536_000;
const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'midi', 'payment', 'serial', 'usb'];
const nonces = new WeakMap<ServerResponse, string>();

/** Sets the headers that tell browsers what a page of this service may do, on every answer. */
export function addSecurityHeaders(app: HttpApp, options: SecurityHeadersOptions): void {
  app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentPolicy(options) },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  const permissions = ['microphone=(self)', ...PERMISSIONS.map((name) => `${name}=()`)].join(', ');
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', permissions);
    // W1: a browser that was told once never again accepts a certificate it does not know, so the certificate
    // that the server made itself must not come with it.
    if (options.hasOwnCertificate || cameThroughProxy(request.raw, options)) {
      reply.header('strict-transport-security', `max-age=${YEAR_S}`);
    }
  });
}

/** The nonce that lets a script written into this answer's page run. */
export function nonceOf(response: ServerResponse): string {
  const nonce = nonces.get(response) ?? randomBytes(16).toString('base64url');
  nonces.set(response, nonce);
  return nonce;
}

function contentPolicy(trust: Trust) {
  const nonce = (_request: IncomingMessage, response: ServerResponse) => `'nonce-${nonceOf(response)}'`;
  // Older Safari does not count a socket to the same host as 'self'.
  const sockets = (request: IncomingMessage) => {
    const host = requestHost(request, trust);
    return host === null ? "'self'" : `wss://${host.name}${host.port === null ? '' : `:${host.port}`}`;
  };
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", nonce],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    // PDF files leave out the standard fonts; those of the viewer lie here.
    fontSrc: ["'self'"],
    connectSrc: ["'self'", sockets],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    // A shared address, after the viewer's own click (W9).
    frameSrc: ['https:'],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['zipsocket'],
  };
}
