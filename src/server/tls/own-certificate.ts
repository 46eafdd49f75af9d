import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StartupError, systemCode } from '../startup-error.ts';
import type { KeyPair } from './issue.ts';

/**
 * Reads the operator's own certificate, with its chain, and key.
 *
 * @param now ms since 1970
 * @throws StartupError naming the variable and what is wrong with its file
 */
export async function readOwnCertificate(
  files: { cert: string; key: string },
  now: number,
): Promise<KeyPair> {
  const cert = await read('TLS_CERT', files.cert);
  const key = await read('TLS_KEY', files.key);
  const certificate = parse('TLS_CERT', files.cert, 'certificate', () => new X509Certificate(cert));
  const privateKey = parse('TLS_KEY', files.key, 'private key without a passphrase', () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new StartupError(`TLS_KEY: ${files.key} does not belong to the certificate in ${files.cert}`);
  }
  if (Date.parse(certificate.validTo) <= now) {
    throw new StartupError(`TLS_CERT: ${files.cert} has ended on ${certificate.validTo}`);
  }
  parse('TLS_CERT', files.cert, 'certificate chain', () => createSecureContext({ cert, key }));
  return { cert, key };
}

async function read(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${variable}: cannot read ${file} (${systemCode(error)})`);
  }
}

function parse<T>(variable: string, file: string, what: string, parser: () => T): T {
  try {
    return parser();
  } catch {
    throw new StartupError(`${variable}: ${file} holds no PEM ${what}`);
  }
}
