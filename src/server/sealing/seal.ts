import { createCipheriv, createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { type Purpose, purposeOf, SEALING } from '../../shared/sealing.ts';

const CIPHER = 'aes-256-gcm';

export interface Sealed {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** Ciphertext and tag. */
  readonly body: Uint8Array;
  readonly purpose: Purpose;
  readonly id: string;
}

/**
 * Opens a seal.
 *
 * @returns the plain bytes, in memory of their own that the caller overwrites; null when they were sealed otherwise
 */
export function openSeal({ key, nonce, body, purpose, id }: Sealed): Buffer | null {
  const end = body.length - SEALING.tagBytes;
  if (end < 0) return null;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: SEALING.tagBytes });
  decipher.setAAD(Buffer.from(purposeOf(purpose, id)));
  decipher.setAuthTag(body.subarray(end));
  // The runtime opens into memory of its own first, copies, and frees that: see wiped-memory.ts.
  const plain = decipher.update(body.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return null;
  }
}

/** Opens `nonce | ciphertext | tag`. */
export function openText(key: Uint8Array, sealed: Uint8Array, purpose: Purpose, id: string): Buffer | null {
  if (sealed.length < SEALING.nonceBytes + SEALING.tagBytes) return null;
  const nonce = sealed.subarray(0, SEALING.nonceBytes);
  return openSeal({ key, nonce, body: sealed.subarray(SEALING.nonceBytes), purpose, id });
}

/** Seals to `nonce | ciphertext | tag`. */
export function sealText(key: Uint8Array, plain: Uint8Array, purpose: Purpose, id: string): Buffer {
  const nonce = randomBytes(SEALING.nonceBytes);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: SEALING.tagBytes });
  cipher.setAAD(Buffer.from(purposeOf(purpose, id)));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** The server's end of one connection's line key. */
export interface LineKey {
  /** Base64url; the page makes the same key from it. */
  readonly publicKey: string;
  readonly key: Uint8Array;
  /** The connection is over: overwrites the key. */
  erase(): void;
}

/**
 * Agrees a line key with a page.
 *
 * @param pageKey the page's public key, base64url
 * @returns null when that is no point of the curve
 */
export function agreeLineKey(pageKey: string): LineKey | null {
  const page = Buffer.from(pageKey, 'base64url');
  const own = createECDH('prime256v1');
  const publicKey = own.generateKeys();
  let secret: Buffer | null = null;
  try {
    secret = own.computeSecret(page);
    const salt = Buffer.concat([publicKey, page]);
    const derived = hkdfSync('sha256', secret, salt, SEALING.lineInfo, SEALING.keyBytes);
    const key = new Uint8Array(derived);
    return { publicKey: publicKey.toString('base64url'), key, erase: () => void key.fill(0) };
  } catch {
    return null;
  } finally {
    secret?.fill(0);
    own.setPrivateKey(NO_PRIVATE_KEY); // the one it had is overwritten, not only forgotten
  }
}

const NO_PRIVATE_KEY = Buffer.alloc(32, 1);
