import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { liveName } from './live-form.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * What the servers of a cluster share, and Redis does not know: whoever has a copy of Redis alone reads nothing of a
 * meeting, not even which tab is in it.
 */
export interface ValueSeal {
  /** A name to keep something under; the id cannot be told from it. */
  name(kind: string, id: string): string;
  /** Seals for one name; base64. The same text never looks the same twice. */
  seal(name: string, plain: string): string;
  /** @throws when it was not sealed for this name by a server of this cluster */
  open(name: string, sealed: string): string;
  sealBytes(name: string, plain: Uint8Array): Buffer;
  openBytes(name: string, sealed: Uint8Array): Buffer;
}

/** @param secret the cluster's secret, 32 bytes or more; every server has the same */
export function createValueSeal(secret: Uint8Array): ValueSeal {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `zipsocket ${use}`, 32));
  const sealingKey = derive('live state');
  const namingKey = derive('live names');

  function sealBytes(name: string, plain: Uint8Array): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, sealingKey, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(name));
    const body = cipher.update(plain);
    cipher.final();
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  function openBytes(name: string, sealed: Uint8Array): Buffer {
    const end = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, sealingKey, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(sealed.subarray(end));
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
    decipher.final();
    return plain;
  }

  return {
    name: (kind, id) =>
      liveName(
        kind,
        createHmac('sha256', namingKey).update(`${kind}:${id}`).digest('base64url').slice(0, 27),
      ),
    seal: (name, plain) => sealBytes(name, Buffer.from(plain)).toString('base64'),
    open: (name, sealed) => openBytes(name, Buffer.from(sealed, 'base64')).toString(),
    sealBytes,
    openBytes,
  };
}
