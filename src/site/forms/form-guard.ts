import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FormError } from '../../shared/site-forms.ts';

/** Nobody fills a form in so fast, ms. */
const QUICKEST_MS = 2_000;
/** A page may be open for so long, ms. */
const LONGEST_MS = 24 * 3_600_000;
/** How many forms one address may send within a span, and everybody together. */
const SPAN_MS = 10 * 60_000;
const PER_ADDRESS = 5;
const ALTOGETHER = 300;

export interface FormGuard {
  /** When a form's page was made; goes with it as a hidden field. */
  tokenOf(form: string): string;
  /** Why a form is not taken now, from what goes with it. */
  refusal(form: string, hidden: { token: string; trap: string }): FormError | null;
  /** Counts a form that is well. @returns why it is not taken */
  count(address: string): FormError | null;
}

/**
 * Keeps machines off the forms without asking people anything: a field they do not see, a time they need at least, and
 * a number of forms per address.
 *
 * @param options.key from a cryptographic source
 */
export function createFormGuard({ key, now }: { key: Uint8Array; now: () => number }): FormGuard {
  let sent: { address: string; at: number }[] = [];
  const sign = (form: string, time: string) =>
    createHmac('sha256', key).update(`${form} ${time}`).digest('base64url');
  return {
    tokenOf(form) {
      const time = String(now());
      return `${time}.${sign(form, time)}`;
    },
    refusal(form, { token, trap }) {
      if (trap !== '') return 'trap';
      const [time = '', signature = ''] = token.split('.');
      const [given, right] = [Buffer.from(signature), Buffer.from(sign(form, time))];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return 'too-old';
      const age = now() - Number(time);
      return age > LONGEST_MS ? 'too-old' : age < QUICKEST_MS ? 'too-quick' : null;
    },
    count(address) {
      const at = now();
      sent = sent.filter((each) => each.at > at - SPAN_MS);
      const own = sent.filter((each) => each.address === address).length;
      if (own >= PER_ADDRESS || sent.length >= ALTOGETHER) return 'too-many';
      sent.push({ address, at });
      return null;
    },
  };
}
