import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { StartupError, systemReason } from '../startup-error.ts';
import { readKeyPair, writeKeyPair } from './certificate-files.ts';
import type { KeyPair } from './issue.ts';
import type { Machine } from './machine.ts';
import { permittedHosts } from './permitted-hosts.ts';
import { LEAF_VALID_MS } from './validity.ts';

/** The certificate the server made itself. */
export interface LocalCertificate {
  leaf: KeyPair;
  /** PEM of the authority that signed it, for people to install. */
  authority: string;
  /** What had to be made; `authority` means that who had installed the old one sees the warning again. */
  made: 'nothing' | 'leaf' | 'authority';
}

const RENEW_BEFORE_END_MS = 30 * 86_400_000;

/** Loaded only when there is something to make: most starts find their certificate. */
const issuing = () => import('./issue.ts');

/**
 * W1: gives the certificate in the folder, or makes what is missing, broken, about to end, or for other names and
 * addresses than the machine has now. The authority is kept as long as it is whole, since people installed it.
 *
 * @param folder absolute path, made when it is not there
 * @param now ms since 1970
 * @throws StartupError when the folder cannot be written
 */
export async function ensureLocalCertificate(
  folder: string,
  machine: Machine,
  now: number,
): Promise<LocalCertificate> {
  try {
    const keptAuthority = await readKeyPair(folder, 'ca');
    const isKept = keptAuthority !== null && isGoodAuthority(keptAuthority, now);
    const label = machine.hosts.find((host) => host !== 'localhost') ?? 'this machine';
    const authority = isKept
      ? keptAuthority
      : await (await issuing()).issueAuthority(label, [...machine.hosts, 'local'], now);
    if (!isKept) await writeKeyPair(folder, 'ca', authority);

    const hosts = permittedHosts(authority.cert, machine.hosts);
    const keptLeaf = await readKeyPair(folder, 'server');
    if (
      isKept &&
      keptLeaf !== null &&
      isGoodLeaf(keptLeaf, authority, [...hosts, ...machine.addresses], now)
    ) {
      return { leaf: keptLeaf, authority: authority.cert, made: 'nothing' };
    }
    const leaf = await (await issuing()).issueLeaf(authority, hosts, machine.addresses, now);
    await writeKeyPair(folder, 'server', leaf);
    return { leaf, authority: authority.cert, made: isKept ? 'leaf' : 'authority' };
  } catch (error) {
    throw new StartupError(`DATA_DIR: cannot keep a certificate in ${folder} (${systemReason(error)})`);
  }
}

function isGoodAuthority(pair: KeyPair, now: number): boolean {
  const certificate = readMatching(pair);
  if (certificate === null) return false;
  return certificate.ca && isWithin(certificate, now, now + LEAF_VALID_MS);
}

function isGoodLeaf(pair: KeyPair, authority: KeyPair, names: readonly string[], now: number): boolean {
  const certificate = readMatching(pair);
  if (certificate === null || !isWithin(certificate, now, now + RENEW_BEFORE_END_MS)) return false;
  const issuer = new X509Certificate(authority.cert);
  if (!certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false;
  // No more names than now either: a certificate shows everybody where the machine has been.
  const count = (certificate.subjectAltName ?? '').split(', ').length;
  return count === names.length && names.every((name) => covers(certificate, name));
}

function covers(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** The certificate of a pair whose two halves are whole and belong together, else null. */
function readMatching(pair: KeyPair): X509Certificate | null {
  try {
    const certificate = new X509Certificate(pair.cert);
    return certificate.checkPrivateKey(createPrivateKey(pair.key)) ? certificate : null;
  } catch {
    return null;
  }
}

function isWithin(certificate: X509Certificate, from: number, to: number): boolean {
  return Date.parse(certificate.validFrom) <= from && Date.parse(certificate.validTo) > to;
}
