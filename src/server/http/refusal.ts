import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode } from '../../shared/errors.ts';

/** Answers with an error of the table: a page for people, JSON for everything else. */
export function refuse(request: FastifyRequest, reply: FastifyReply, error: ErrorCode): FastifyReply {
  const { status, text } = ERRORS[error];
  reply.code(status).header('cache-control', 'no-store');
  // A browser's form, too; what scripts ask for says otherwise.
  const isPerson = (request.headers.accept ?? '').includes('text/html');
  if (!isPerson) return reply.type('application/json; charset=utf-8').send({ error, text });
  return reply.type('text/html; charset=utf-8').send(page(text));
}

function page(text: string): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text} - ZipSocket</title>`,
    `<main><h1>${text}</h1>`,
    '<p><a href="/">ZipSocket</a></p></main>',
    '</html>',
    '',
  ].join('\n');
}
