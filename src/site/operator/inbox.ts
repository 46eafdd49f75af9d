import type { AuditAction } from '../../shared/operator.ts';
import type { FieldSpec, FormError } from '../../shared/site-forms.ts';
import type { DurableStore, Message } from '../../storage/durable/durable-store.ts';
import { readFields } from '../forms/read-form.ts';

export interface InboxOptions {
  store: Pick<DurableStore, 'messages' | 'audit'>;
  now: () => number;
  /**
   * Sends the answer by mail. Called before the answer is kept, so perhaps again after a failure: the message's id
   * makes one mail of it.
   */
  onAnswer: (message: Message, answer: string) => Promise<void>;
}

export const ANSWER_FIELD: FieldSpec = { name: 'answer', kind: 'area', required: true, maxLength: 10_000 };

/** null: done. Otherwise what was typed, and what is wrong. */
export type FieldsOutcome = { values: Record<string, string>; errors: Record<string, FormError> } | null;

/** W4: what came by forms, and what the operator does with it. */
export class Inbox {
  readonly #options: InboxOptions;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  async answer(message: Message, body: unknown): Promise<FieldsOutcome> {
    const { store, now, onAnswer } = this.#options;
    const { values, errors } = readFields([ANSWER_FIELD], body);
    if (Object.keys(errors).length > 0) return { values, errors };
    if (message.answeredAt !== null) return null; // sent twice
    const answer = values.answer ?? '';
    if (message.email !== null) await onAnswer(message, answer);
    const isFirst = await store.messages.answer(message.id, answer, new Date(now()));
    if (isFirst) await this.#note('message-answered');
    return null;
  }

  async remove(id: string): Promise<void> {
    await this.#options.store.messages.remove(id);
    await this.#note('message-deleted');
  }

  #note(action: AuditAction): Promise<void> {
    return this.#options.store.audit.add({ at: new Date(this.#options.now()), action });
  }
}
