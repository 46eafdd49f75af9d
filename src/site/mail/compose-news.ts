import type { Campaign } from '../../storage/durable/mail-types.ts';
import type { MailLinks } from './mail-links.ts';
import { newsFoot } from './mail-texts.ts';

/** A mail of a campaign to one person. */
export interface NewsMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Record<string, string>;
}

/**
 * W5: news as one person gets it, with its way out in the text and, for mail programs that show a button, in its head
 * (RFC 8058).
 *
 * @param to.countsOpens W8: whether opening it is counted
 */
export function composeNews(
  { id, subject, text }: Pick<Campaign, 'id' | 'subject' | 'text'>,
  to: { email: string; countsOpens: boolean },
  links: MailLinks,
): NewsMail {
  const unsubscribe = links.unsubscribe(to.email);
  const foot = newsFoot(unsubscribe);
  const beacon = to.countsOpens
    ? `<img src="${escapeHtml(links.opened(id))}" width="1" height="1" alt="">`
    : '';
  return {
    subject,
    text: `${text}\n\n-- \n${foot}`,
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escapeHtml(subject)}</title></head><body>`,
      `${paragraphs(text)}<hr>${paragraphs(foot)}${beacon}</body></html>`,
    ].join(''),
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    },
  };
}

const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)]/g;

/** Text as HTML: empty lines part paragraphs, and addresses lead somewhere. */
function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${withLinks(paragraph).replaceAll('\n', '<br>')}</p>`)
    .join('');
}

function withLinks(text: string): string {
  let html = '';
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = escapeHtml(found[0]);
    html += `${escapeHtml(text.slice(end, found.index))}<a href="${address}">${address}</a>`;
    end = found.index + found[0].length;
  }
  return html + escapeHtml(text.slice(end));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
