import type { FormError } from '../../shared/site-forms.ts';
import type { DurableStore, Message } from '../../storage/durable/durable-store.ts';
import { changedMessageId } from '../../storage/durable/mail-ids.ts';
import type { FormGuard } from './form-guard.ts';
import { readForm, readHidden } from './read-form.ts';

export interface MessageFormsOptions {
  store: Pick<DurableStore, 'messages'>;
  guard: FormGuard;
  now: () => number;
  /** A message has arrived; called again when its form is sent again. */
  onMessage: (message: Message) => Promise<void>;
  /** It could not be kept. */
  onError: (error: unknown) => void;
}

/** null: taken. Otherwise what was typed, and what is wrong. */
export type FormOutcome = { values: Record<string, string>; errors: Record<string, FormError> } | null;

/** W4: feedback, and requests for information. */
export class MessageForms {
  readonly #options: MessageFormsOptions;

  constructor(options: MessageFormsOptions) {
    this.#options = options;
  }

  async take(kind: Message['kind'], body: unknown, address: string): Promise<FormOutcome> {
    const { store, guard, now, onMessage, onError } = this.#options;
    const read = readForm(kind, body);
    if (!read.ok) return read;
    const { values, id } = read;
    const refused = guard.refusal(kind, readHidden(body)) ?? guard.count(kind, address);
    if (refused !== null) return { values, errors: { '': refused } };
    const { text = '', name = '', email = '', telephone = '' } = values;
    const orNull = (value: string) => (value === '' ? null : value);
    const message = {
      ...{ id, kind, text, name: orNull(name), telephone: orNull(telephone) },
      ...{ email: orNull(email.toLowerCase()), receivedAt: new Date(now()), answeredAt: null, answer: null },
    };
    try {
      // A form that is sent twice is one message, and what is done with it bears being done twice.
      const kept = await store.messages.add(message);
      if (kept !== 'answered') await onMessage(message);
      else await this.#addChanged(message);
      return null;
    } catch (error) {
      // Whatever the reason: nobody is to lose what they wrote.
      onError(error);
      return { values, errors: { '': 'away' } };
    }
  }

  /** What somebody changed in their form after the first one had its answer is a message of its own. */
  async #addChanged(message: Message): Promise<void> {
    const { store, onMessage } = this.#options;
    const { kind, name, email, telephone, text } = message;
    const changed = { ...message, id: changedMessageId(message.id, [kind, name, email, telephone, text]) };
    if ((await store.messages.add(changed)) !== 'answered') await onMessage(changed);
  }
}
