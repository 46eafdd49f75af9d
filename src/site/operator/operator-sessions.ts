import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { AuditAction } from '../../shared/operator.ts';
import { type DurableStore, StoreAway } from '../../storage/durable/durable-store.ts';
import type { Session } from '../../storage/durable/operator-store.ts';

/** How long a session lasts, and a link that was not used, ms. */
export const SESSION_MS = 12 * 3_600_000;
const LINK_MS = 3_600_000;
const TOKEN_BYTES = 32;
/** Sessions remembered for when the database is away. */
const MOST_SEEN = 100;

export interface OperatorSessionsOptions {
  store: Pick<DurableStore, 'sessions' | 'audit'>;
  now: () => number;
  /** A clock that is never set, ms. */
  steady: () => number;
  /** From a cryptographic source. */
  random: (bytes: number) => Uint8Array;
  /** Wrong tries by address. */
  tries: { isSpent(address: string): boolean; count(address: string): void };
  /** SHA-256 of the token in the configuration; null: none, so a link is made. */
  secretHash: Uint8Array | null;
}

/** Somebody who is signed in. */
export interface SignedIn {
  /** What their forms carry: nobody else can tell it, as it comes from what only their cookie has. */
  readonly csrf: string;
  readonly until: Date;
}

export type SignInOutcome = { token: string } | 'wrong' | 'too-many';

/** W12: who may see the operator's pages. Of every secret its hash alone is kept. */
export class OperatorSessions {
  readonly #options: OperatorSessionsOptions;
  readonly #seen = new Map<string, Session>();
  #link: { hash: Uint8Array; until: number } | null = null;

  constructor(options: OperatorSessionsOptions) {
    this.#options = options;
  }

  /** Makes the secret of a link that signs in once, within an hour; one made before works no more. */
  makeLink(): string {
    const { steady, random } = this.#options;
    const secret = toText(random(TOKEN_BYTES));
    this.#link = { hash: hashOf(secret), until: steady() + LINK_MS };
    return secret;
  }

  async signIn(secret: string, address: string): Promise<SignInOutcome> {
    const { store, now, random, tries } = this.#options;
    if (tries.isSpent(address)) return 'too-many';
    const way = this.#wayOf(secret);
    if (way === null) {
      tries.count(address);
      return 'wrong';
    }
    const link = this.#link;
    if (way === 'sign-in-link') this.#link = null; // before anything is waited for: it works once
    const token = toText(random(TOKEN_BYTES));
    const at = now();
    try {
      const until = new Date(at + SESSION_MS);
      await store.sessions.add({ tokenHash: nameOf(token), createdAt: new Date(at), until }, way);
    } catch (error) {
      // Unless another was made meanwhile.
      if (way === 'sign-in-link') this.#link ??= link;
      throw error;
    }
    return { token };
  }

  /** Whose token this is. While the database is away, those that were seen before stay signed in. */
  async find(token: string): Promise<SignedIn | null> {
    const { store, now } = this.#options;
    const name = nameOf(token);
    let session: Session | null;
    try {
      session = await store.sessions.find(name, new Date(now()));
      this.#remember(name, session);
    } catch (error) {
      session = this.#seen.get(name) ?? null;
      if (!(error instanceof StoreAway) || session === null) throw error;
    }
    if (session === null || session.until.getTime() <= now()) return null;
    return { csrf: createHmac('sha256', token).update('form').digest('base64url'), until: session.until };
  }

  async signOut(token: string): Promise<void> {
    const { store, now } = this.#options;
    this.#seen.delete(nameOf(token));
    await store.sessions.remove(nameOf(token));
    await store.audit.add({ at: new Date(now()), action: 'sign-out' satisfies AuditAction });
  }

  #wayOf(secret: string): 'sign-in-link' | 'sign-in-token' | null {
    const { steady, secretHash } = this.#options;
    const given = hashOf(secret);
    const link = this.#link;
    if (link !== null && steady() < link.until && timingSafeEqual(given, link.hash)) return 'sign-in-link';
    return secretHash !== null && timingSafeEqual(given, secretHash) ? 'sign-in-token' : null;
  }

  #remember(name: string, session: Session | null): void {
    this.#seen.delete(name);
    if (session === null) return;
    this.#seen.set(name, session);
    for (const oldest of this.#seen.keys()) if (this.#seen.size > MOST_SEEN) this.#seen.delete(oldest);
  }
}

/** Whether a form carries the session's own word. */
export function isOwnForm(session: SignedIn, given: unknown): boolean {
  const [right, said] = [Buffer.from(session.csrf), Buffer.from(String(given))];
  return right.length === said.length && timingSafeEqual(right, said);
}

const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const nameOf = (token: string): string => toText(hashOf(token));
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
