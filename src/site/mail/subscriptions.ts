import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { WORDING } from '../../shared/news.ts';
import type { FormError } from '../../shared/site-forms.ts';
import type { DurableStore } from '../../storage/durable/durable-store.ts';
import { linkMailId } from '../../storage/durable/mail-ids.ts';
import type { Imported, Subscriber, SuppressedWhy } from '../../storage/durable/mail-types.ts';
import type { FormGuard } from '../forms/form-guard.ts';
import type { FormOutcome } from '../forms/message-forms.ts';
import { readForm, readHidden } from '../forms/read-form.ts';
import { LINK_MS, tokenHash } from './mail-links.ts';
import { addressSchema, type MailQueue } from './mail-queue.ts';
import { confirmationText } from './mail-texts.ts';

export interface SubscriptionsOptions {
  store: Pick<DurableStore, 'subscribers'>;
  queue: MailQueue;
  guard: FormGuard;
  now: () => number;
  /** From a cryptographic source, fit for a URL. */
  newToken: () => string;
  /** A sign-up could not be kept. */
  onError: (error: unknown) => void;
}

export interface ImportResult extends Imported {
  /** Numbers of lines without an address. */
  wrong: number[];
}

/** People imported in one step. */
const IMPORT_AT_ONCE = 500;

/** W4, W5: the mailing list. Nobody is on it whose address did not confirm. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Takes the form. What it answers is the same whether an address is known or not. */
  async take(body: unknown, address: string): Promise<FormOutcome> {
    const { guard, onError } = this.#options;
    const read = readForm('news', body);
    if (!read.ok) return read;
    const { values } = read;
    const refused = (error: FormError) => ({ values, errors: { '': error } });
    const fault = guard.refusal('news', readHidden(body)) ?? guard.count('news', address);
    if (fault !== null) return refused(fault);
    try {
      await this.#ask(values.email ?? '', values.name || null);
      return null;
    } catch (error) {
      // Whatever the reason: nobody is to lose what they wrote.
      onError(error);
      return refused('away');
    }
  }

  async #ask(email: string, name: string | null): Promise<void> {
    const { store, queue, now, newToken } = this.#options;
    const to = addressSchema.parse(email);
    const token = newToken();
    const link = (await queue.links()).confirm(token);
    // A form is taken only from a page that this server made, so it showed the text of now.
    const asked = {
      email: to,
      name,
      tokenHash: tokenHash(token),
      askedAt: new Date(now()),
      wording: WORDING,
    };
    const mail = queue.prepare({
      ...{ to, ...confirmationText(link), kind: 'confirmation', id: linkMailId(asked.tokenHash) },
    });
    const quietSince = new Date(now() - ABUSE_LIMITS.confirmationQuietMs);
    if (await store.subscribers.ask({ ...asked, quietSince, mail })) queue.wake();
  }

  /** What a confirmation's link is about; null: it is none, or too old. */
  async find(token: string): Promise<Subscriber | null> {
    const { store, now } = this.#options;
    const found = await store.subscribers.byToken(tokenHash(token));
    if (found === null || found.state === 'confirmed') return found;
    return found.askedAt.getTime() > now() - LINK_MS.confirmation ? found : null;
  }

  /** Puts somebody on the list. @returns false: the link is none, or too old */
  async confirm(token: string, { countsOpens }: { countsOpens: boolean }): Promise<boolean> {
    const { store, queue, now } = this.#options;
    const found = await this.find(token);
    if (found === null) return false;
    const emailHash = (await queue.links()).emailHash(found.email);
    const confirmed = { tokenHash: found.tokenHash, emailHash, at: new Date(now()), countsOpens };
    await store.subscribers.confirm(confirmed);
    return true;
  }

  /** W5: nothing promotional is sent to this address from now on. */
  async unsubscribe(email: string, why: SuppressedWhy = 'unsubscribed'): Promise<void> {
    const { store, queue, now } = this.#options;
    const emailHash = (await queue.links()).emailHash(email);
    await store.subscribers.remove({ email, emailHash, at: new Date(now()), why });
  }

  /** There is nobody of this address: it is taken off the list. Of who is not on the list nothing is noted. */
  async bounced(email: string): Promise<void> {
    const { store, queue, now } = this.#options;
    const emailHash = (await queue.links()).emailHash(email);
    await store.subscribers.bounce({ email, emailHash, at: new Date(now()) });
  }

  /** Whose an unsubscribe link is, and what they chose; null: it is none. */
  async byUnsubscribeLink(token: string): Promise<{ email: string; subscriber: Subscriber | null } | null> {
    const { store, queue } = this.#options;
    const email = (await queue.links()).read('unsubscribe', token);
    return email === null ? null : { email, subscriber: await store.subscribers.of(email) };
  }

  /** W8: whether mails somebody opens are counted. */
  async countOpens(email: string, countsOpens: boolean): Promise<void> {
    await this.#options.store.subscribers.countOpens(email, countsOpens);
  }

  /**
   * Puts people on the list who asked for it elsewhere, which the operator answers for; W5: never who wanted no news.
   *
   * @param text a line each: an address, and after a comma a name
   * @param consent where they asked for it, in words, and on which day; it is kept with each
   */
  async import(text: string, consent: { source: string; date: string }): Promise<ImportResult> {
    const { store, queue, now, newToken } = this.#options;
    const links = await queue.links();
    const { people, wrong } = readPeople(text);
    const result: ImportResult = { added: 0, known: 0, suppressed: 0, wrong };
    for (let from = 0; from < people.length; from += IMPORT_AT_ONCE) {
      const part = people.slice(from, from + IMPORT_AT_ONCE).map((person) => ({
        ...{ ...person, tokenHash: tokenHash(newToken()), emailHash: links.emailHash(person.email) },
      }));
      const done = await store.subscribers.import(part, { at: new Date(now()), ...consent });
      for (const what of ['added', 'known', 'suppressed'] as const) result[what] += done[what];
    }
    return result;
  }
}

/** @param text a line each: an address, and after a comma a name */
function readPeople(text: string) {
  const people: { email: string; name: string | null }[] = [];
  const wrong: number[] = [];
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    if (line.trim() === '') continue;
    const [first = '', ...rest] = line.split(/[,;\t]/);
    const email = addressSchema.safeParse(first.trim());
    if (!email.success) {
      wrong.push(index + 1);
      continue;
    }
    const name = rest
      .join(' ')
      .replace(/[\p{Cc}"]+/gu, ' ')
      .trim()
      .slice(0, 100);
    people.push({ email: email.data, name: name || null });
  }
  return { people, wrong };
}
