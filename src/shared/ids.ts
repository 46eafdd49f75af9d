import * as z from 'zod/mini';

/** 128 random bits in base64url: nothing that carries one can be guessed. */
export const idSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));

/**
 * Makes an id from 16 random bytes.
 *
 * @param bytes 16 bytes from a cryptographic source
 * @returns 22 characters of base64url
 */
export function toId(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let id = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      id += alphabet[(held >> bits) & 63];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? id + alphabet[(held << (6 - bits)) & 63] : id;
}
