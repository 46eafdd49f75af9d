import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { messageText } from '../../shared/message-text.ts';
import type { DurableStore, Message } from '../../storage/durable/durable-store.ts';
import { answerMailId } from '../../storage/durable/mail-ids.ts';
import type { Mail, NewMail } from '../../storage/durable/mail-types.ts';
import { createMailLinks, type MailLinks } from './mail-links.ts';
import { answerText, type MailText } from './mail-texts.ts';

export interface MailQueueOptions {
  store: Pick<DurableStore, 'mails' | 'keys'>;
  now: () => number;
  newId: () => string;
  /** Where people reach this server, such as `https://zipsocket.example`. */
  origin: () => string;
  /** Where messages go; null: nowhere, they are in the operator's inbox. */
  contact: string | null;
}

export interface MailToSend {
  to: string;
  subject: string;
  text: string;
  /** Not news: that is a campaign's. */
  kind: Exclude<Mail['kind'], 'news'>;
  html?: string;
  headers?: Record<string, string>;
  /** Of two mails with the same one is sent. */
  id?: string;
}

/** An address that mails go to; without anything a mail's head could be made of. */
export const addressSchema = z.email().max(254).toLowerCase();

/** Mails that wait to be sent (W4, W5), and their links. */
export class MailQueue {
  readonly #options: MailQueueOptions;
  #key: Uint8Array | null = null;
  #onQueued = () => {};

  constructor(options: MailQueueOptions) {
    this.#options = options;
  }

  /** Calls this whenever a mail may be due. */
  onQueued(listener: () => void): void {
    this.#onQueued = listener;
  }

  wake(): void {
    this.#onQueued();
  }

  /**
   * @returns false: a mail of this id is there already, and stays as it is
   * @throws StoreAway; ZodError when `to` is no address
   */
  async send(mail: MailToSend): Promise<boolean> {
    const isAdded = await this.#options.store.mails.add(this.prepare(mail));
    this.wake();
    return isAdded;
  }

  /** Who answers a mail of ours reaches a person, where an address of one is configured. */
  get replyTo(): Record<string, string> {
    const { contact } = this.#options;
    return contact === null ? {} : { 'Reply-To': contact };
  }

  /** A mail as it is queued, for who does so together with something else. */
  prepare({ to, subject, text, kind, html, headers = {}, id }: MailToSend): NewMail {
    const { now, newId } = this.#options;
    const at = new Date(now());
    return {
      ...{ id: id ?? newId(), kind, campaignId: null, recipient: addressSchema.parse(to) },
      // In one line there is nothing another header could begin with.
      ...{ subject: subject.replace(/\p{Cc}+/gu, ' ').trim(), text, html: html ?? null },
      headers: {
        'Auto-Submitted': 'auto-generated',
        ...(kind === 'operator' ? {} : this.replyTo),
        ...headers,
      },
      ...{ queuedAt: at, dueAt: at },
    };
  }

  /** W4: what came by a form goes to the operator, once. */
  async forward(message: Message): Promise<void> {
    const { contact } = this.#options;
    if (contact === null) return;
    const headers = message.email === null ? {} : { 'Reply-To': message.email };
    await this.send({ to: contact, ...messageText(message), kind: 'operator', headers, id: message.id });
  }

  /** Tells the operator something that is nobody's in particular. */
  async tell(text: MailText, id?: string): Promise<void> {
    const { contact } = this.#options;
    if (contact !== null) await this.send({ to: contact, ...text, kind: 'operator', ...(id ? { id } : {}) });
  }

  /** W4: answers by mail what came by a form, once. @returns false: no address was given */
  async answer(message: Pick<Message, 'id' | 'email' | 'text'>, answer: string): Promise<boolean> {
    if (message.email === null) return false;
    const headers = { 'Auto-Submitted': 'no' };
    const id = answerMailId(message.id);
    await this.send({ to: message.email, ...answerText(message, answer), kind: 'answer', headers, id });
    return true;
  }

  /** The links of mails; their key was made once, and is kept. */
  async links(): Promise<MailLinks> {
    const { store, origin } = this.#options;
    if (this.#key === null) {
      const key = await store.keys.obtain('mail', randomBytes(32).toString('base64url'));
      this.#key = Buffer.from(key, 'base64url');
    }
    return createMailLinks(this.#key, origin());
  }
}
