import type { FastifyReply } from 'fastify';
import { StoreAway } from '../../storage/durable/durable-store.ts';

/** Answers with a page nobody keeps a copy of. */
export function answerPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
}

/** What a service gives, or 'away' while the store cannot be reached. */
export async function orAway<T>(asked: Promise<T>): Promise<T | 'away'> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof StoreAway) return 'away';
    throw error;
  }
}
