import { siteT } from '../../i18n/site-t.ts';

/** W11: the mail with the link that proves an address. */
export function rightsMail(link: string): { subject: string; text: string } {
  return { subject: siteT('rights.mail-subject'), text: siteT('rights.mail-text', { link }) };
}
