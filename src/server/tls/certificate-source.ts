import { X509Certificate } from 'node:crypto';
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
  /** Names or addresses that other devices can use without a complaint about the name, best first. */
  readonly reachableAs: readonly string[];
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
      const pair = await readOwnCertificate(config.certificateFiles, now());
      return { pair, authority: null, reachableAs: namesOf(pair.cert) };
    }
    const here = machine();
    const { leaf, authority } = await ensureLocalCertificate(folder, here, now());
    const file = path.join(folder, 'ca.crt');
    return { pair: leaf, authority: { pem: authority, file }, reachableAs: here.lan };
  };
  let current = await load();
  return {
    get pair() {
      return current.pair;
    },
    get authority() {
      return current.authority;
    },
    get reachableAs() {
      return current.reachableAs;
    },
    async refresh() {
      const before = current.pair;
      current = await load();
      return current.pair.cert !== before.cert || current.pair.key !== before.key;
    },
  };
}

/** The plain DNS names in a certificate; a wildcard is no name one can open. */
function namesOf(cert: string): string[] {
  const entries = new X509Certificate(cert).subjectAltName?.split(', ') ?? [];
  const names = entries.flatMap((entry) => (entry.startsWith('DNS:') ? entry.slice(4) : []));
  return names.filter((name) => !name.startsWith('*') && name !== 'localhost');
}
