import { fromBase64url, toBase64url } from '../../shared/base64url.ts';
import { type Purpose, purposeOf, SEALING, segmentNonce } from '../../shared/sealing.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const text = new TextEncoder();

/** Seals and opens with one key. */
export interface Seal {
  /** @returns nonce, ciphertext, tag */
  seal(bytes: Bytes, purpose: Purpose, id: string): Promise<Bytes>;
  /** Rejects when the bytes were sealed otherwise. */
  open(sealed: Bytes, purpose: Purpose, id: string): Promise<Bytes>;
}

const algorithm = (iv: Bytes, purpose: Purpose, id: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: text.encode(purposeOf(purpose, id)),
});

/** A seal under a key of the browser's own. */
export function createSeal(key: CryptoKey): Seal {
  return {
    async seal(bytes, purpose, id) {
      const nonce = crypto.getRandomValues(new Uint8Array(SEALING.nonceBytes));
      const sealed = await crypto.subtle.encrypt(algorithm(nonce, purpose, id), key, bytes);
      const all = new Uint8Array(nonce.length + sealed.byteLength);
      all.set(nonce);
      all.set(new Uint8Array(sealed), nonce.length);
      return all;
    },
    async open(sealed, purpose, id) {
      const nonce = sealed.slice(0, SEALING.nonceBytes);
      const body = sealed.subarray(SEALING.nonceBytes);
      return new Uint8Array(await crypto.subtle.decrypt(algorithm(nonce, purpose, id), key, body));
    },
  };
}

/** Seals for the connection there is at present; null: there is none. */
export type SealForLine = (bytes: Bytes, purpose: Purpose, id: string) => Promise<Bytes | null>;

/** A key of an item, as bytes and ready to use. */
export interface ItemKey {
  readonly bytes: Bytes;
  readonly key: CryptoKey;
}

export async function importItemKey(bytes: Bytes): Promise<ItemKey> {
  return {
    bytes,
    key: await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']),
  };
}

export const newItemKey = (): Promise<ItemKey> =>
  importItemKey(crypto.getRandomValues(new Uint8Array(SEALING.keyBytes)));

/** Seals a file's bytes, segment by segment; `onSegment` is told how many bytes are done. */
export async function sealFile(file: Blob, itemId: string, { key }: ItemKey): Promise<Blob> {
  const parts: ArrayBuffer[] = [];
  for (let at = 0, index = 0; at < file.size; at += SEALING.segmentBytes, index += 1) {
    const segment = await file.slice(at, at + SEALING.segmentBytes).arrayBuffer();
    parts.push(await crypto.subtle.encrypt(algorithm(segmentNonce(index), 'segment', itemId), key, segment));
  }
  return new Blob(parts);
}

/** The page's end of the line's key: one pair of keys a page, one line key a connection. */
export interface LineKeys {
  /** Base64url; goes to the server when the socket connects. */
  publicKey(): Promise<string>;
  /** The seal of the connection whose server named this key. */
  agree(serverKey: string): Promise<Seal>;
}

export function createLineKeys(): LineKeys {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const pair = crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const own = pair.then(
    async ({ publicKey }) => new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
  );
  own.catch(() => {}); // told when it is asked for
  return {
    publicKey: async () => toBase64url(await own),
    async agree(serverKey) {
      const serverBytes = fromBase64url(serverKey);
      const server = await crypto.subtle.importKey('raw', serverBytes, curve, false, []);
      const { privateKey } = await pair;
      const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: server }, privateKey, 256);
      const salt = new Uint8Array([...serverBytes, ...(await own)]);
      const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
      const kdf = { name: 'HKDF', hash: 'SHA-256', salt, info: text.encode(SEALING.lineInfo) };
      const aes = { name: 'AES-GCM', length: 256 };
      return createSeal(await crypto.subtle.deriveKey(kdf, base, aes, false, ['encrypt', 'decrypt']));
    },
  };
}
