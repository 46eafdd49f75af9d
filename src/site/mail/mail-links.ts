import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import type { Mail } from '../../storage/durable/mail-types.ts';

type Purpose = 'unsubscribe' | 'opened';

/** Links that prove an address work for so long from when somebody asked, ms. */
export const LINK_MS = { rights: 3_600_000, confirmation: 7 * 24 * 3_600_000 } as const;

/** Whether the link in a mail is over, so that the mail is of no use any more. */
export function isLinkOver({ kind, queuedAt }: Pick<Mail, 'kind' | 'queuedAt'>, now: number): boolean {
  return (kind === 'rights' || kind === 'confirmation') && queuedAt.getTime() + LINK_MS[kind] <= now;
}

/** The links of mails, and what they stand for. Nobody else can make one or read an address out of one. */
export interface MailLinks {
  confirm(token: string): string;
  unsubscribe(email: string): string;
  /** W8: the same in everybody's mail: it tells nobody apart. */
  opened(campaignId: string): string;
  /** What a token of a link stands for; null: it was not made here. */
  read(purpose: Purpose, token: string): string | null;
  /** W5: under which somebody's wish for no news is kept when their address is not. */
  emailHash(email: string): string;
}

const [CIPHER, IV_BYTES, TAG_BYTES, LONGEST] = ['aes-256-gcm', 12, 16, 1_000] as const;

/** @param origin such as `https://zipsocket.example` */
export function createMailLinks(key: Uint8Array, origin: string): MailLinks {
  const derive = (name: string, text = '') => createHmac('sha256', key).update(`${name}\0${text}`).digest();
  const seal = (purpose: Purpose, text: string) => {
    // From the text, not at random: the link of a person is the same in every mail, and made without a database.
    const iv = derive(`iv ${purpose}`, text).subarray(0, IV_BYTES);
    const cipher = createCipheriv(CIPHER, derive(purpose), iv);
    return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
      'base64url',
    );
  };
  return {
    confirm: (token) => `${origin}/news/confirm/${token}`,
    unsubscribe: (email) => `${origin}/mail/unsubscribe/${seal('unsubscribe', email)}`,
    opened: (campaignId) => `${origin}/mail/open/${seal('opened', campaignId)}.gif`,
    read(purpose, token) {
      if (token.length > LONGEST || !/^[\w-]+$/.test(token)) return null;
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length <= IV_BYTES + TAG_BYTES) return null;
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv(CIPHER, derive(purpose), iv, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    emailHash: (email) => derive('suppressed', email.toLowerCase()).toString('base64url'),
  };
}

/** A text without the secrets of the links in it: whoever reads it cannot use them. */
export function maskLinks(text: string): string {
  return text.replace(/(\/(?:news\/confirm|your-data|mail\/unsubscribe|mail\/open)\/)[\w.-]+/g, '$1\u2026');
}

/** As which a token that is sent to somebody is kept. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
