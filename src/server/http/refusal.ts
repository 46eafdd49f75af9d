import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Addresses of the pages' style sheets. */
    pageStyles?: () => string[];
  }
}

/** Answers with an error of the table: a page for people, JSON for everything else. */
export function refuse(request: FastifyRequest, reply: FastifyReply, error: ErrorCode): FastifyReply {
  const { status, text } = ERRORS[error];
  reply.code(status).header('cache-control', 'no-store');
  // A browser's form, too; what scripts ask for says otherwise.
  const isPerson = (request.headers.accept ?? '').includes('text/html');
  if (!isPerson) return reply.type('application/json; charset=utf-8').send({ error, text });
  return reply.type('text/html; charset=utf-8').send(page(text, request.server.pageStyles?.() ?? []));
}

function page(text: string, styles: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${text} - ZipSocket</title>`,
    '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
    ...styles.map((href) => `<link rel="stylesheet" href="${href}">`),
    '<div class="site"><header><a class="site-home" href="/">ZipSocket</a></header>',
    `<main class="site-main"><h1 class="site-title">${text}</h1>`,
    '<p><a href="/">To the home page</a></p></main></div>',
    '</html>',
    '',
  ].join('\n');
}
