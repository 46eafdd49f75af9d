import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { FormError } from '../../shared/site-forms.ts';
import { readHidden } from '../../site/forms/read-form.ts';
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

/** The status of a form that comes back, from what is wrong with it. */
export function formStatus(errors: Readonly<Record<string, FormError>>): 422 | 429 | 503 {
  const whole = errors[''];
  return whole === 'too-many' ? 429 : whole === 'away' ? 503 : 422;
}

/**
 * W4: the id that a form's page carries. A form that comes back has the one it was sent with: whoever sends again what
 * could not be kept, or of which nobody knows whether it was, sends the same submission.
 */
export const submissionId = (sent?: unknown): string => readHidden(sent).id ?? randomUUID();
