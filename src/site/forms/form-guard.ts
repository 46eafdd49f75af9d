import { createHmac, timingSafeEqual } from 'node:crypto';
import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import type { FormError } from '../../shared/site-forms.ts';

const { formQuickestMs, formLongestMs, formSpanMs, formsPerAddress, formsAltogether } = ABUSE_LIMITS;

export interface FormGuard {
  /** When a form's page was made; goes with it as a hidden field. */
  tokenOf(form: string): string;
  /** Why a form is not taken now, from what goes with it. */
  refusal(form: string, hidden: { token: string; trap: string }): FormError | null;
  /** Counts a form that is well. @returns why it is not taken */
  count(form: string, address: string): FormError | null;
}

export interface FormGuardOptions {
  /** From a cryptographic source. */
  readonly key: Uint8Array;
  readonly now: () => number;
  /** What counts as one address: the many of one IPv6 line are one. */
  readonly groupOf: (address: string) => string;
}

/**
 * Keeps machines off the forms without asking people anything: a field they do not see, a time they need at least, and
 * a number of forms per address.
 */
export function createFormGuard({ key, now, groupOf }: FormGuardOptions): FormGuard {
  let sent: { form: string; from: string; at: number }[] = [];
  const sign = (form: string, time: string) =>
    createHmac('sha256', key).update(`${form} ${time}`).digest('base64url');
  return {
    tokenOf(form) {
      const time = String(Math.floor(now()));
      return `${time}.${sign(form, time)}`;
    },
    refusal(form, { token, trap }) {
      if (trap !== '') return 'trap';
      const [time = '', signature = ''] = token.split('.');
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(form, time))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return 'too-old';
      const age = now() - Number(time);
      return age > formLongestMs ? 'too-old' : age < formQuickestMs ? 'too-quick' : null;
    },
    count(form, address) {
      const at = now();
      const from = groupOf(address);
      sent = sent.filter((each) => each.at > at - formSpanMs);
      const own = sent.filter((each) => each.from === from).length;
      const all = sent.filter((each) => each.form === form).length;
      if (own >= formsPerAddress || all >= formsAltogether) return 'too-many';
      sent.push({ form, from, at });
      return null;
    },
  };
}
