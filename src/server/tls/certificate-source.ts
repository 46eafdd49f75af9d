import path from 'node:path';
import type { Config } from '../config.ts';
import type { KeyPair } from './issue.ts';
import { ensureLocalCertificate } from './local-certificate.ts';
import type { Machine } from './machine.ts';
import { readOwnCertificate } from './own-certificate.ts';

/** The certificate this server shows, and how it follows the machine's addresses or the operator's files. */
export interface CertificateSource {
  readonly pair: KeyPair;
  /** The authority people may install; null where the operator's own certificate is in use. */
  readonly authority: { pem: string; file: string } | null;
  /**
   * Looks whether another certificate is due (addresses changed, it is about to end, own files replaced).
   *
   * @returns whether `pair` is a new one
   * @throws StartupError when the new one cannot be had; `pair` stays as it was
   */
  refresh(): Promise<boolean>;
}

export interface CertificateSourceOptions {
  config: Pick<Config, 'certificateFiles' | 'dataDir'>;
  /** The machine's names and addresses at this moment. */
  machine: () => Machine;
  /** ms since 1970 */
  now: () => number;
}

/**
 * Opens the operator's certificate files, or else the certificate that the server makes itself.
 *
 * @throws StartupError
 */
export async function openCertificate(options: CertificateSourceOptions): Promise<CertificateSource> {
  const { config, machine, now } = options;
  const folder = path.join(config.dataDir, 'tls');
  const load = async () => {
    if (config.certificateFiles) {
      return { pair: await readOwnCertificate(config.certificateFiles, now()), authority: null };
    }
    const { leaf, authority } = await ensureLocalCertificate(folder, machine(), now());
    return { pair: leaf, authority: { pem: authority, file: path.join(folder, 'ca.crt') } };
  };
  let current = await load();
  return {
    get pair() {
      return current.pair;
    },
    get authority() {
      return current.authority;
    },
    async refresh() {
      const before = current.pair;
      current = await load();
      return current.pair.cert !== before.cert || current.pair.key !== before.key;
    },
  };
}
