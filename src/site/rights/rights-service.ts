import { ABUSE_LIMITS } from '../../shared/abuse-limits.ts';
import { linkMailId } from '../../storage/durable/mail-ids.ts';
import type { Correction, HeldUnder, RightsStore } from '../../storage/durable/rights-store.ts';
import { LINK_MS, tokenHash } from '../mail/mail-links.ts';
import type { MailQueue } from '../mail/mail-queue.ts';

export interface RightsServiceOptions {
  store: RightsStore;
  now: () => number;
  /** 256 bits from a cryptographic source, base64url. */
  newToken: () => string;
  queue: Pick<MailQueue, 'prepare' | 'wake' | 'links'>;
  /** The text of the mail with the link. */
  mailText: (link: string) => { subject: string; text: string };
  /** What is held elsewhere under an address that is erased. Before the rest: what fails here is asked for again. */
  onErase?: (email: string) => Promise<void>;
  /** It is erased. */
  onErased?: () => void;
}

/** W11: what is held under an e-mail address: seen, taken along, corrected, erased, by whoever reads its mail. */
export class RightsService {
  readonly #options: RightsServiceOptions;

  constructor(options: RightsServiceOptions) {
    this.#options = options;
  }

  /**
   * Sends a link to an address, whether anything is held under it or not, so that nobody learns which by asking.
   *
   * @param linkTo the page of a token
   */
  async ask(address: string, linkTo: (token: string) => string): Promise<void> {
    const { store, now, newToken, queue, mailText } = this.#options;
    const email = address.toLowerCase();
    const token = newToken();
    const proof = { tokenHash: tokenHash(token), email, until: new Date(now() + LINK_MS.rights) };
    const id = linkMailId(proof.tokenHash);
    const mail = queue.prepare({ to: email, kind: 'rights', ...mailText(linkTo(token)), id });
    const options = { now: new Date(now()), most: ABUSE_LIMITS.openProofs, mail };
    if (await store.addProof(proof, options)) queue.wake();
  }

  /** What is held under the address that a token proves. null: the proof is over. */
  async held(token: string): Promise<{ email: string; held: HeldUnder } | null> {
    const { store, now, queue } = this.#options;
    const email = await store.addressOf(tokenHash(token), new Date(now()));
    if (email === null) return null;
    return { email, held: await store.held(email, (await queue.links()).emailHash(email)) };
  }

  /** @returns false: the proof is over */
  async correct(token: string, to: Correction): Promise<boolean> {
    const { store, now } = this.#options;
    const email = await store.addressOf(tokenHash(token), new Date(now()));
    if (email === null) return false;
    await store.correct(email, to);
    return true;
  }

  /** Erases everything under an address that the operator answers for. */
  async eraseOf(address: string): Promise<void> {
    const { store, now, newToken } = this.#options;
    const token = newToken();
    const proof = {
      tokenHash: tokenHash(token),
      email: address.toLowerCase(),
      until: new Date(now() + LINK_MS.rights),
    };
    await store.addProof(proof, { now: new Date(now()), most: Number.POSITIVE_INFINITY, mail: null });
    await this.erase(token);
  }

  /** Erases everything; the proof is used up. null: the proof is over */
  async erase(token: string): Promise<{ count: number } | null> {
    const { store, now, onErase, onErased } = this.#options;
    const at = new Date(now());
    const email = await store.addressOf(tokenHash(token), at);
    if (email === null) return null;
    await onErase?.(email);
    const erased = await store.erase(tokenHash(token), at);
    if (erased !== null) onErased?.();
    return erased;
  }
}
