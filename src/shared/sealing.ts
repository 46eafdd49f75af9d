import * as z from 'zod/mini';

/**
 * How what people share is sealed on its way and in the server's memory (ADR 12). All sealing is AES-256-GCM; a sealed
 * text is `nonce (12) | ciphertext | tag (16)`, a sealed segment has no nonce in front: its number is its nonce.
 *
 * - The *line key* belongs to one socket connection: both ends make it from their ECDH keys (P-256), nobody sends it.
 *   It seals recordings' samples on the way to the server, and item keys in both directions.
 * - An *item key* belongs to one item and is made by the page that shares it. It seals the item's text and bytes, which
 *   the server keeps as they came, apart from the key. Zeroing the key erases the item wherever copies of it are.
 */
export const SEALING = {
  keyBytes: 32,
  nonceBytes: 12,
  tagBytes: 16,
  /** A public ECDH key: an uncompressed point of P-256. */
  publicKeyBytes: 65,
  /** A file is sealed in segments of so many bytes, the last one shorter. */
  segmentBytes: 65_536,
  /** HKDF-SHA-256 of the ECDH secret; salt: the server's public key and the page's. */
  lineInfo: 'zipsocket line 3',
} as const;

/** What sealing adds to a text, or to a recording's chunk. */
export const SEAL_BYTES = SEALING.nonceBytes + SEALING.tagBytes;

/** What a seal is for; one of another purpose, or of another thing, does not open. */
export type Purpose = 'samples' | 'item-key' | 'text' | 'segment' | 'features' | 'ticket';

/** The additional data of a seal. */
export const purposeOf = (purpose: Purpose, id: string) => `${purpose} ${id}`;

/** Bytes of a sealed file. */
export function sealedSize(size: number): number {
  return size + Math.ceil(size / SEALING.segmentBytes) * SEALING.tagBytes;
}

/** The nonce of a segment; an item key seals each number once. */
export function segmentNonce(index: number): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(SEALING.nonceBytes);
  new DataView(nonce.buffer).setUint32(SEALING.nonceBytes - 4, index);
  return nonce;
}

const base64url = (lowest: number, highest: number) => {
  const characters = (bytes: number) => Math.ceil((bytes * 4) / 3);
  return z.string().check(
    z.minLength(characters(lowest)),
    z.maxLength(characters(highest)),
    z.regex(/^[A-Za-z0-9_-]*$/),
    z.refine((text) => text.length % 4 !== 1),
  );
};

/** A public key of the line, base64url. */
export const publicKeySchema = base64url(SEALING.publicKeyBytes, SEALING.publicKeyBytes);
/** An item key under a line key, base64url. */
export const sealedKeySchema = base64url(SEALING.keyBytes + SEAL_BYTES, SEALING.keyBytes + SEAL_BYTES);
/** What only servers read, base64url. */
export const ticketSchema = base64url(SEAL_BYTES + 1, 2_048);
/** A sealed text of up to so many UTF-16 units, base64url. One unit is at most three bytes of UTF-8. */
export const sealedTextSchema = (units: number) => base64url(SEAL_BYTES + 1, SEAL_BYTES + 3 * units);
